"""What every template may ask: who the campaign is, where it stands, and how it is found.

The apps' templates load this library; their Python never imports `campaign`.
"""

from django import template
from django.http import HttpRequest
from django.template import Context

from campaign.lib import addresses
from campaign.lib.database_outage import is_database_away
from campaign.models import Profile
from campaign.navigation import NavigationLink, navigation_links

register = template.Library()


def request_of(context: Context) -> HttpRequest | None:
    """Return the request being answered; also inside an `{% include … only %}`, None in a mail."""
    return getattr(context, "request", None)


@register.simple_tag(takes_context=True)
def site(context: Context) -> Profile:
    """Return the campaign's profile: `{% site as profile %}`. One query a request."""
    request = request_of(context)
    if request is None:
        return Profile.objects.current()
    if is_database_away(request):
        return Profile.neutral()
    if "site_profile" not in vars(request):
        vars(request)["site_profile"] = Profile.objects.current()
    profile: Profile = vars(request)["site_profile"]
    return profile


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[NavigationLink]:
    """Return the header's links: `{% navigation as links %}`."""
    request = request_of(context)
    return navigation_links(request.path if request else "")


@register.simple_tag
def absolute_url(path: str) -> str:
    """Return the public address of a path: `{% absolute_url candidacy.get_absolute_url %}`."""
    return addresses.absolute_url(path)
