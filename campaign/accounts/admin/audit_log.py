"""The audit log, for administrators to read and filter."""

import json
from typing import Any

from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.base import ReadOnlyAdmin
from campaign.lib.admin.constraint_messages import SENTENCES
from campaign.lib.audit.events import Event
from campaign.lib.audit.models import AuditEvent

for trigger in AuditEvent._meta.triggers:  # type: ignore[attr-defined]
    SENTENCES[trigger.name] = (
        NON_FIELD_ERRORS,
        _("Nobody can change or delete a row of the audit log."),
    )


class EventFilter(admin.SimpleListFilter):
    title = _("what")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Event.choices

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(event=self.value()) if self.value() in Event.values else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """What accounts did. Search by username."""

    list_display = ["at", "username", "what", "row", "facts"]
    fields = ["at", "username", "what", "row", "facts"]
    list_filter = [EventFilter]
    date_hierarchy = "at"
    ordering = ["-pk"]
    sortable_by = ()
    search_fields = ["=username"]
    search_help_text = _("Search by username, spelled exactly.")

    @admin.display(description=_("row"))
    def row(self, event: AuditEvent) -> SafeString | str:
        if not event.subject:
            return self.get_empty_value_display()
        app, model = event.subject.split(".")
        words = f"{model} {event.subject_id}"
        try:
            address = reverse(f"admin:{app}_{model}_change", args=[event.subject_id])
        except NoReverseMatch:
            return words
        return format_html('<a href="{}">{}</a>', address, words)

    @admin.display(description=_("details"))
    def facts(self, event: AuditEvent) -> str:
        return ", ".join(
            f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
            for name, value in sorted(event.details.items())
        )
