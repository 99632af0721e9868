from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.optimistic_admin import OptimisticAdmin, OptimisticAdminForm
from candidates.admin.searching import candidacy_condition
from candidates.models import Outreach


class OutreachForm(OptimisticAdminForm):
    def clean_done_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["done_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."), code="future")
        return day


@admin.register(Outreach)
class OutreachAdmin(OptimisticAdmin):
    """How often and when a campaign was asked; the candidate's page counts these."""

    form = OutreachForm
    list_display = ["candidacy", "channel", "done_on", "by", "outcome"]
    list_filter = ["channel", "candidacy__race__chamber", "candidacy__race__jurisdiction"]
    list_select_related = ["candidacy__person", "candidacy__race", "by"]
    date_hierarchy = "done_on"
    search_fields = ["candidacy__person__search_name"]
    search_help_text = _("A name, a seat (MI-11, AK-AL, OH-Sen) or an FEC id.")
    autocomplete_fields = ["candidacy", "by"]
    fields = ["candidacy", "channel", "done_on", "by", "outcome", "note"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Outreach], search_term: str
    ) -> tuple[QuerySet[Outreach], bool]:
        return queryset.filter(candidacy_condition(search_term, candidacy="candidacy__")), False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "done_on": timezone.localdate(),
            "by": request.user.pk,
            **super().get_changeform_initial_data(request),
        }
