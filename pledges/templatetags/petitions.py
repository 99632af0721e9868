"""What templates about petitions, and emails to their signers, ask for."""

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils import timezone

from campaign.lib.internal_links import moment_of
from campaign.lib.plain_text import plain_text, with_full_addresses
from pledges.models import Petition
from pledges.names import spoken_name
from pledges.petition_status import PetitionStatus, status_of

register = template.Library()
register.simple_tag(spoken_name)
# What an editor wrote, in emails: no link without its host, and text where no HTML is shown.
register.filter("with_full_addresses", with_full_addresses, is_safe=True)
register.filter("in_plain_text", plain_text)


@register.simple_tag(takes_context=True)
def petition_status(context: Context, petition: Petition) -> PetitionStatus:
    """Return a petition's status: `{% petition_status petition as status %}`."""
    request: HttpRequest | None = getattr(context, "request", None)
    return status_of(petition, moment_of(request) if request else timezone.now())
