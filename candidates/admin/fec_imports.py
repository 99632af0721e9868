"""The FEC's file in: bring it, look at what it would change, apply it; and the log of who did."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaign.lib import audit
from campaign.lib.admin.action_pages import (
    ActionPage,
    action_page,
    organizer,
    page_of,
    posted,
    row_or_404,
)
from campaign.lib.admin.base import ReadOnlyAdmin
from campaign.lib.admin.detail_page import DetailPage
from candidates.calendar import NO_ELECTION_YEAR, is_election_year
from candidates.importers.fec.file import ImportRefused
from candidates.importers.fec.imports import apply_waiting, current_cycle_year, keep_waiting
from candidates.importers.fec.report import Kind
from candidates.models import FecImport, LinkSuggestion

# In the order in which an organizer has to look at them.
KINDS_WITH_LINES = (
    Kind.REFUSED,
    Kind.NEEDS_PERSON,
    Kind.TO_CHECK,
    Kind.NEW,
    Kind.CHANGED,
    Kind.VANISHED,
    Kind.UNCHANGED,
)


class BringForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "Upload cn.txt from “Candidate master” in the FEC’s bulk downloads. We remove "
            "addresses and phone numbers right away."
        ),
    )
    cycle_year = forms.IntegerField(
        label=gettext_lazy("Cycle"),
        help_text=gettext_lazy(
            "The election year, 2022 to 2030. We’ll skip lines for other years."
        ),
    )

    def clean_cycle_year(self) -> int:
        year: int = self.cleaned_data["cycle_year"]
        if not is_election_year(year):
            raise ValidationError(NO_ELECTION_YEAR, code="no_election")
        return year


@admin.register(FecImport)
class FecImportAdmin(DetailPage, ReadOnlyAdmin):
    """Rows come from a file that an organizer brings here, or from the command line."""

    page_template = "admin/candidates/fecimport/lines.html"
    list_display = [
        "file_name",
        "cycle_year",
        "uploaded_at",
        "uploaded_by",
        "applied_at",
        "applied_by",
        "what_it_brought",
    ]
    list_filter = ["cycle_year", ("applied_at", admin.EmptyFieldListFilter)]
    list_select_related = ["uploaded_by", "applied_by"]

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("<int:import_id>/apply/", apply_import, "apply", methods=["POST"]),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return admin.ModelAdmin.has_add_permission(self, request)

    @admin.display(description=gettext_lazy("new, changed, missing, rejected"))
    def what_it_brought(self, row: FecImport) -> str:
        kinds = (Kind.NEW, Kind.CHANGED, Kind.VANISHED, Kind.REFUSED)
        return ", ".join(str(row.counts.get(kind, 0)) for kind in kinds)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        initial = {"cycle_year": current_cycle_year(timezone.localdate())}
        form = BringForm(posted(request), request.FILES or None, initial=initial)

        def do(cleaned: dict[str, Any]) -> tuple[str, str]:
            file = cleaned["file"]
            try:
                waiting = keep_waiting(
                    file.read(),
                    file_name=file.name,
                    cycle_year=cleaned["cycle_year"],
                    by=organizer(request),
                    now=timezone.now(),
                )
            except ImportRefused as refusal:
                raise ValidationError({"file": str(refusal)}) from refusal
            return _("Nothing has changed yet. Review these changes, then apply them."), page_of(
                waiting
            )

        action = ActionPage(
            title=_("Import the FEC’s file"),
            button=_("Preview the changes"),
            do=do,
            explanation=_("You’ll see what would change before anything does."),
        )
        return action_page(self, request, None, form, action)

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {
            "title": row.file_name,
            "counts": [(kind.label, row.counts.get(kind, 0)) for kind in Kind],
            "not_covered": row.counts.get(Kind.NOT_COVERED, 0),
            "groups": [
                (kind.label, row.counts.get(kind, 0), lines)
                for kind in KINDS_WITH_LINES
                if (lines := row.samples.get(kind))
            ],
            "may_apply": self.has_add_permission(request),
            "suggested_link_count": LinkSuggestion.objects.undecided().count(),
        }


def apply_import(imports: FecImportAdmin, request: HttpRequest, import_id: int) -> HttpResponse:
    """Apply a file that waits; of two who press the button at once the second is told."""
    row: FecImport = row_or_404(imports, request, import_id, to_change=False)
    if not imports.has_add_permission(request):
        raise PermissionDenied
    try:
        applied = apply_waiting(row, by=organizer(request), now=timezone.now())
    except ImportRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        count = applied.counts[Kind.NEW]
        imports.log_change(request, applied, _("Applied."))
        audit.record(audit.Event.BULK, by=organizer(request), about=applied, did="import")
        messages.success(
            request,
            ngettext(
                "Applied: %(count)d new candidacy.", "Applied: %(count)d new candidacies.", count
            )
            % {"count": count},
        )
    return redirect(page_of(row))
