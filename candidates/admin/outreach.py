import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.optimistic_admin import OptimisticAdmin, OptimisticAdminForm
from candidates.admin.searching import CandidacySearch
from candidates.models import Outreach


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
    list_display = ["candidacy", "channel", "done_on", "by", "outcome"]
    list_filter = ["channel", "candidacy__race__chamber", "candidacy__race__jurisdiction"]
    list_select_related = ["candidacy__person", "candidacy__race", "by"]
    date_hierarchy = "done_on"
    autocomplete_fields = ["candidacy", "by"]
    fields = ["candidacy", "channel", "done_on", "by", "outcome", "note"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "done_on": timezone.localdate(),
            "by": request.user.pk,
            **super().get_changeform_initial_data(request),
        }
