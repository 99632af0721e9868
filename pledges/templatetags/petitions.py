"""What templates about petitions, and emails to their signers, ask for."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.lib.internal_links import moment_of
from campaign.lib.plain_text import plain_text, with_full_addresses
from pledges.models import Petition
from pledges.names import spoken_name
from pledges.petition_status import PetitionStatus, status_of
from pledges.statistics import PetitionFigures

MOST_CELLS, CELLS_A_ROW, MOST_CELLS_OF_STATE = 50, 25, 15
# The first sentence of a demand is set large up to here.
LONGEST_LEAD = 70

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


@register.inclusion_tag("components/cells.html")
def progress_cells(figures: PetitionFigures) -> dict[str, Any]:
    """Draw a cell for each signature up to the goal, or fifty cells for a larger goal."""
    cells = min(figures.goal, MOST_CELLS)
    return _cells(cells, min(cells, figures.total * cells // figures.goal))


@register.inclusion_tag("components/cells.html")
def signature_cells(count: int, largest: int) -> dict[str, Any]:
    """Draw a cell for each signature from a state. In large counts, several share a cell."""
    cells = max(1, count // signatures_a_cell(largest))
    return {**_cells(cells, cells), "own_width": cells * 10}


def _cells(count: int, filled: int) -> dict[str, Any]:
    """Return rows of cells as paths, the filled ones first, in pixels of the picture."""
    corners = [(at % CELLS_A_ROW * 16 + 2, at // CELLS_A_ROW * 20 + 2) for at in range(count)]
    paths = [f"M{x} {y}h12v16h-12z" for x, y in corners]
    return {
        "width": min(count, CELLS_A_ROW) * 16,
        "height": -(-count // CELLS_A_ROW) * 20,
        "filled": "".join(paths[:filled]),
        "open": "".join(paths[filled:]),
    }


@register.filter
def sign_words(petition: Petition | None) -> str:
    """Return the words of the button to sign, also while the database is away."""
    return getattr(petition, "button_words", "") or _("Sign this petition")


@register.filter
def signatures_a_cell(largest: int) -> int:
    """Return how many signatures share a cell, so that the `largest` count fits."""
    return -(-largest // MOST_CELLS_OF_STATE)


@register.filter
def in_lead_and_rest(demand: str) -> tuple[str, str]:
    """Split a demand into its first sentence and the rest; a long one has no lead."""
    lead, stop, rest = demand.partition(". ")
    lead = lead + stop.strip()
    return (lead, rest) if len(lead) <= LONGEST_LEAD else ("", demand)
