from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from campaign.models import Profile
from candidates.admin.guard import GuardedAdmin

SENTENCE_WIDGETS = {
    "ask": AdminTextareaWidget(attrs={"rows": 3}),
    "alert_bar": AdminTextareaWidget(attrs={"rows": 2}),
    "legal_footer": AdminTextareaWidget(attrs={"rows": 4}),
}


@admin.register(Profile)
class ProfileAdmin(GuardedAdmin):
    """One row: its list leads straight to its form, and it is never deleted."""

    # Django looks for these below the name of the model's own app.
    change_form_template = "admin/candidates/change_form.html"
    object_history_template = "admin/candidates/object_history.html"
    fieldsets = (
        (_("The campaign"), {"fields": ["name", "ask"]}),
        (
            _("On every page"),
            {"fields": ["alert_bar", "contact_email", "legal_footer"]},
        ),
    )

    def get_form(
        self,
        request: HttpRequest,
        obj: Profile | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> type[ModelForm[Profile]]:
        return super().get_form(request, obj, change, widgets=SENTENCE_WIDGETS, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Profile.objects.exists()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if Profile.objects.exists():
            return redirect("admin:campaign_profile_change", Profile.ONLY_ID)
        if self.has_add_permission(request):
            return redirect("admin:campaign_profile_add")
        return super().changelist_view(request, extra_context)
