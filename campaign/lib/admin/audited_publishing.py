"""Keep in the audit log who published something and who took it back."""

from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest

from campaign.lib import audit
from campaign.lib.admin.action_pages import organizer
from campaign.lib.audit import Event


class AuditedPublishing(ModelAdmin):
    """An admin whose rows are public once `publishing_field` has a value."""

    publishing_field = "published_at"

    def publishing_event(self, obj: Any) -> Event:
        """Return what it means that the row was saved like this."""
        return Event.PUBLISHED if getattr(obj, self.publishing_field) else Event.RETRACTED

    def save_model(
        self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        event = self.publishing_event(obj)
        if self.publishing_field in form.changed_data if change else event != Event.RETRACTED:
            value = str(getattr(obj, self.publishing_field))
            audit.record(event, by=organizer(request), about=obj, **{self.publishing_field: value})

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        if self.publishing_event(obj) == Event.PUBLISHED:
            audit.record(Event.RETRACTED, by=organizer(request), about=obj, did="delete")
        super().delete_model(request, obj)
