"""A petition hour by hour: how many signed, and what looks like a flood."""

from __future__ import annotations

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.lib.admin.action_pages import context_of, page_of, row_or_404
from pledges.abuse.surges import FEWEST, HOURS_SHOWN, MANY_TIMES_USUAL, hours_of, recent_surges


def hours(petitions: ModelAdmin, request: HttpRequest, petition_id: int) -> HttpResponse:
    """List the last hours of a petition, with the domains and networks that stand out."""
    petition = row_or_404(petitions, request, petition_id, to_change=False)
    now = timezone.now()
    context = {
        **context_of(petitions, request),
        "title": _("Hour by hour"),
        "subtitle": str(petition),
        "row": petition,
        "row_url": page_of(petition),
        "hours": hours_of(petition, now=now),
        "surges": recent_surges(petition, now=now),
        "hours_shown": HOURS_SHOWN,
        "fewest": FEWEST,
        "many_times": MANY_TIMES_USUAL,
        "may_invalidate": request.user.has_perm("pledges.add_invalidation"),
    }
    return TemplateResponse(request, "admin/pledges/petition/hours.html", context)
