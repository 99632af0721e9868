"""The copy we deliver: the petition, its figures and the signers who agreed to be named."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from itertools import chain

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from campaign.lib.admin.action_pages import row_or_404
from campaign.lib.http import as_asked
from pledges.models import Petition, Signature
from pledges.names import shown_name, spoken_name
from pledges.places import place_names
from pledges.statistics import petition_figures

READ_AT_ONCE = 2000


def delivery_sheet(
    petitions: ModelAdmin, request: HttpRequest, petition_id: int
) -> HttpResponseBase:
    """Print a petition to be handed over; however many are named, they are read bit by bit."""
    petition: Petition = row_or_404(petitions, request, petition_id, to_change=False)
    # Nobody writes this into a petition: the names go where it stands.
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
