"""An organizer's pages of one petition: as the public reads it, hour by hour, and on paper."""

import secrets
from collections.abc import Iterator
from itertools import chain

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campaign.lib.admin.action_pages import context_of, page_of, row_or_404
from campaign.lib.http import as_asked
from campaign.lib.text_checks import errors_in
from pledges.abuse.surges import FEWEST, HOURS_SHOWN, MANY_TIMES_USUAL, hours_of, recent_surges
from pledges.models import Petition, Signature
from pledges.models.petitions import MARKDOWN
from pledges.names import shown_name, spoken_name
from pledges.places import place_names
from pledges.statistics import petition_figures
from pledges.views.petitions import reading

LABELS = {field.name: field.verbose_name for field in Petition._meta.fields}
READ_AT_ONCE = 2000


def preview(petitions: ModelAdmin, request: HttpRequest, petition_id: int) -> HttpResponse:
    """Show a petition as it is saved; a draft as it will look once it is open."""
    petition: Petition = row_or_404(petitions, request, petition_id, to_change=False)
    now = max(timezone.now(), petition.opens_at or timezone.now())
    if petition.state == Petition.State.DRAFT:
        petition.state = Petition.State.OPEN
    page = petition.get_absolute_url()
    context = {
        **reading(petition, now),
        "problems": [
            f"{LABELS[name]}: {sentence}"
            for name in MARKDOWN
            for error in errors_in(getattr(petition, name), at=now, page=page)
            for sentence in error.messages
        ],
    }
    return TemplateResponse(request, "admin/pledges/petition/preview.html", context)


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


def delivery_sheet(
    petitions: ModelAdmin, request: HttpRequest, petition_id: int
) -> HttpResponseBase:
    """Print a petition for delivery. Names are read and sent in chunks, however many there are."""
    petition: Petition = row_or_404(petitions, request, petition_id, to_change=False)
    # A marker that no petition contains: the names go in its place.
    names_here = secrets.token_hex(16)
    context = {
        "petition": petition,
        "demands": petition.demands.all(),
        "figures": petition_figures(petition),
        "today": timezone.localdate(),
        "names_here": names_here,
    }
    page = render_to_string("admin/pledges/petition/delivery.html", context, request)
    before, _mark, after = page.partition(names_here)
    response = StreamingHttpResponse(chain([before], names_of(petition), [after]))
    return as_asked(request, response)


def names_of(petition: Petition) -> Iterator[SafeString]:
    """Yield an item of a list for each signer who agreed to be shown, the earliest first."""
    places = place_names()
    shown = Signature.objects.shown_on(petition).order_by("confirmed_at", "pk")
    rows = shown.values_list("supporter__name", "supporter__shown_as", "place")
    for name, shown_as, place in rows.iterator(READ_AT_ONCE):
        words = spoken_name(shown_name(name, shown_as), places.get(place, ""))
        yield format_html("<li>{}</li>\n", words)
