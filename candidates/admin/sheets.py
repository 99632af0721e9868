"""Organizers' sheets in: bring one back, match its columns, look at it, apply it as one act."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.admin.action_pages import ActionPage, action_page, organizer, posted
from campaign.lib.admin.base import ReadOnlyAdmin
from campaign.lib.admin.detail_page import DetailPage
from candidates.admin import sheet_pages
from candidates.admin.sheet_forms import BringSheetForm, kinds_for
from candidates.importers.sheets.apply import KINDS, bring
from candidates.models import SheetImport


@admin.register(SheetImport)
class SheetImportAdmin(DetailPage, ReadOnlyAdmin):
    """Each sheet that somebody brought back, and what became of it."""

    page_template = "admin/candidates/sheetimport/sheet.html"
    list_display = ["file_name", "kind", "uploaded_at", "uploaded_by", "what_became", "applied_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["uploaded_by", "act"]

    def get_urls(self) -> list[URLPattern]:
        one = "<int:sheet_id>"
        return [
            self.page(f"{one}/columns/", sheet_pages.columns, "columns"),
            self.page(f"{one}/choose/", sheet_pages.choose, "choose", methods=["POST"]),
            self.page(f"{one}/apply/", sheet_pages.apply, "apply", methods=["POST"]),
            self.page(f"{one}/again/", sheet_pages.again, "again", methods=["POST"]),
            self.page(f"{one}/discard/", sheet_pages.discard, "discard", methods=["POST"]),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return admin.ModelAdmin.has_add_permission(self, request)

    def has_view_permission(self, request: HttpRequest, obj: SheetImport | None = None) -> bool:
        """Show a sheet to those who may bring back one of its kind."""
        may = super().has_view_permission(request, obj)
        return may and (obj is None or organizer(request).has_perm(KINDS[obj.kind].RIGHT))

    @admin.display(description=gettext_lazy("status"), ordering="state")
    def what_became(self, record: SheetImport) -> str:
        if record.act and record.act.is_undone:
            return _("undone")
        return _("expired") if record.is_gone else record.get_state_display()

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request) or not kinds_for(organizer(request)):
            raise PermissionDenied
        form = BringSheetForm(posted(request), request.FILES or None, user=organizer(request))

        def do(cleaned: dict[str, Any]) -> tuple[str, str]:
            file = cleaned["file"]
            try:
                record = bring(
                    file.read(),
                    kind=cleaned["kind"],
                    file_name=file.name,
                    by=organizer(request),
                    now=timezone.now(),
                )
            except ValidationError as refusal:
                form.add_error("file", refusal)
                raise ValidationError([]) from None
            self.log_addition(request, record, [{"added": {}}])
            address = reverse("admin:candidates_sheetimport_columns", args=[record.pk])
            return _("Uploaded. Nothing has changed yet."), address

        action = ActionPage(
            title=_("Bring back a sheet"),
            button=_("Upload"),
            do=do,
            explanation=_(
                "Export a list, edit it in a spreadsheet, and bring it back. You’ll see every "
                "change before anything happens, and you can undo it all in one step."
            ),
        )
        return action_page(self, request, None, form, action)

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return sheet_pages.context_of_sheet(
            request, row, may_apply=self.has_add_permission(request)
        )
