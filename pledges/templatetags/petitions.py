"""What templates about petitions ask for."""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils import timezone

from campaign.lib.internal_links import moment_of
from pledges.models import Petition
from pledges.names import spoken_name
from pledges.petition_news import Standing, standing_of

register = template.Library()


register.simple_tag(spoken_name)


@register.simple_tag(takes_context=True)
def standing(context: Context, petition: Petition) -> Standing:
    """Return whether a petition can be signed, or why not: `{% standing petition as stands %}`."""
    request: HttpRequest | None = getattr(context, "request", None)
    return standing_of(petition, moment_of(request) if request else timezone.now())
