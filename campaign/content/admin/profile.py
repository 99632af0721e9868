from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaign.content.admin.content import ContentAdmin
from campaign.content.models import Profile, SocialLink
from campaign.lib.admin.optimistic_formsets import OptimisticInline
from candidates.models import Cycle

SENTENCE_WIDGETS = {
    "ask": AdminTextareaWidget(attrs={"rows": 3}),
    "alert_bar": AdminTextareaWidget(attrs={"rows": 2}),
    "legal_footer": AdminTextareaWidget(attrs={"rows": 4}),
    "postal_address": AdminTextareaWidget(attrs={"rows": 4}),
}


class SocialLinkInline(OptimisticInline):
    """In the footer of every page, and as “sameAs” for search engines."""

    model = SocialLink
    fields = ["name", "url", "position", "is_published"]
    extra = 1
    view_on_site = False


@admin.register(Profile)
class ProfileAdmin(ContentAdmin):
    """One row: the list leads straight to its form, and nobody can delete it."""

    appears = _("On every page. Links to other platforms are in the footer.")
    readonly_fields = ["cycle_shown"]
    inlines = [SocialLinkInline]
    fieldsets = (
        (
            _("The campaign"),
            {"fields": ["name", "headline", "headline_answer", "ask", "short_ask", "cycle_shown"]},
        ),
        (
            _("On every page"),
            {"fields": ["alert_bar", "contact_email", "donate_url", "legal_footer"]},
        ),
        (_("In every email"), {"fields": ["postal_address"]}),
    )

    @admin.display(description=_("cycle"))
    def cycle_shown(self, profile: Profile) -> SafeString | str:
        """Show the site's cycle and its election day, with a link to where it can be changed."""
        cycle = Cycle.objects.current()
        if cycle is None:
            return str(_("None yet. Import the FEC’s file to start one."))
        return format_html(
            '<a href="{}">{}</a>: {}',
            reverse("admin:candidates_cycle_change", args=[cycle.pk]),
            cycle,
            _("general election on %(day)s") % {"day": date_format(cycle.general_election_on)},
        )

    def get_form(
        self, request: HttpRequest, obj: Profile | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[Profile]]:
        return super().get_form(request, obj, change, widgets=SENTENCE_WIDGETS, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Profile.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if Profile.objects.exists():
            return redirect("admin:campaign_profile_change", Profile.ONLY_ID)
        if self.has_add_permission(request):
            return redirect("admin:campaign_profile_add")
        return super().changelist_view(request, extra_context)
