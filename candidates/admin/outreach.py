from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.action_pages import organizer
from campaign.lib.admin.optimistic_admin import OptimisticAdmin, OptimisticAdminForm
from candidates.admin.searching import CandidacySearch
from candidates.admin.visibility import visible
from candidates.models import Candidacy, Outreach


class OutreachForm(OptimisticAdminForm):
    def clean_done_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["done_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                _("This date is in the future. Enter today or an earlier date."), code="future"
            )
        return day


@admin.register(Outreach)
class OutreachAdmin(CandidacySearch, OptimisticAdmin):
    """How often and when a campaign was asked; the candidate's page counts these."""

    form = OutreachForm
    list_display = ["candidacy", "channel", "done_on", "by", "outcome", "promised_on"]
    list_filter = [
        "channel",
        "outcome",
        "candidacy__race__chamber",
        "candidacy__race__jurisdiction",
    ]
    list_select_related = ["candidacy__person", "candidacy__race", "by"]
    date_hierarchy = "done_on"
    autocomplete_fields = ["candidacy", "by"]
    fields = ["candidacy", "channel", "done_on", "by", "outcome", "promised_on", "note"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Outreach]:
        return visible(super().get_queryset(request), request, candidacy="candidacy__")

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: Any, **kwargs: Any
    ) -> Any:
        if db_field.name == "candidacy":
            kwargs["queryset"] = visible(Candidacy.objects.all(), request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Outreach | None = None) -> Any:
        """Leave out who made the call for organizers who can't see accounts: it's their own."""
        is_own = obj is None and not request.user.has_perm("auth.view_user")
        return [name for name in self.fields if not (is_own and name == "by")]

    def get_readonly_fields(self, request: HttpRequest, obj: Outreach | None = None) -> list[str]:
        return [] if request.user.has_perm("auth.view_user") else ["by"]

    def save_model(
        self, request: HttpRequest, obj: Outreach, form: forms.ModelForm, change: bool
    ) -> None:
        if "by" not in form.fields and not change:
            obj.by = organizer(request)
        super().save_model(request, obj, form, change)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "done_on": timezone.localdate(),
            "by": request.user.pk,
            **super().get_changeform_initial_data(request),
        }
