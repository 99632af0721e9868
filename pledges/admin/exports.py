"""The list of people who agreed to email, for a mailing tool, and the log of who exported it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib import audit
from campaign.lib.admin.action_pages import context_of, organizer, posted
from campaign.lib.admin.base import ReadOnlyAdmin
from campaign.lib.recent_proof import demand_recent_proof
from pledges.export import COLUMNS, csv_of
from pledges.models import Export, Petition


class ExportForm(forms.Form):
    petition = forms.ModelChoiceField(
        label=gettext_lazy("Signers of"),
        queryset=Petition.objects.all(),
        required=False,
        empty_label=gettext_lazy("every petition, and people who joined without signing one"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("We’ll keep this with your name and today’s date."),
        error_messages={"required": gettext_lazy("Enter what you’ll use the list for.")},
    )


@admin.register(Export)
class ExportAdmin(ReadOnlyAdmin):
    """Each export. The list itself is streamed and stored nowhere."""

    list_display = ["exported_at", "exported_by", "petition_or_all", "reason", "row_count"]
    list_select_related = ["exported_by", "petition"]
    fields = ["exported_at", "exported_by", "petition_or_all", "reason", "row_count"]
    readonly_fields = ["petition_or_all"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return admin.ModelAdmin.has_add_permission(self, request)

    @admin.display(description=gettext_lazy("signers of"))
    def petition_or_all(self, export: Export) -> str:
        return str(export.petition) if export.petition else _("every petition")

    def add_view(  # type: ignore[override]
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponseBase:
        if not self.has_add_permission(request):
            raise PermissionDenied
        demand_recent_proof(request)
        form = ExportForm(posted(request))
        if request.method == "POST" and form.is_valid():
            return self._file(request, **form.cleaned_data)
        context = {
            **context_of(self, request),
            "title": _("Export email addresses"),
            "form": form,
            "columns": COLUMNS,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/pledges/export/form.html", context, status=status)

    def _file(
        self, request: HttpRequest, petition: Petition | None, reason: str
    ) -> StreamingHttpResponse:
        with transaction.atomic():
            export = Export.objects.create(
                exported_by=organizer(request), petition=petition, reason=reason
            )
            audit.record(audit.Event.EXPORTED, by=organizer(request), about=export)
        self.log_addition(request, export, [{"added": {}}])

        def note(count: int) -> None:
            Export.objects.filter(pk=export.pk).update(row_count=count)

        response = StreamingHttpResponse(
            csv_of(petition, done=note), content_type="text/csv; charset=utf-8"
        )
        name = f"supporters-{timezone.localdate().isoformat()}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
