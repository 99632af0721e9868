"""The parts that lead visitors to their own state: the map, the box, the state's stencil.

Counts come in with the view's figures; no tag asks the database.
"""

from typing import Any

from django import template

from candidates.models import Jurisdiction
from candidates.models.choices import Outcome
from candidates.outlines import outline_of
from candidates.place_lookup import FindForm
from candidates.statistics import RecordFigures, Tally

register = template.Library()

# These are drawn even while nobody is counted by them; the others only then.
BEFORE_THE_ELECTION = {Outcome.ACTIVE, Outcome.WON_PRIMARY, Outcome.LOST_PRIMARY}


@register.inclusion_tag("components/tile_map.html")
def tile_map(figures: RecordFigures) -> dict[str, Any]:
    """Draw the map of states: `{% tile_map figures %}`. Links are in the order of the tiles."""
    tiles = sorted(
        figures.by_jurisdiction.items(), key=lambda tile: (tile[0].tile_row, tile[0].tile_column)
    )
    return {"tiles": tiles, "states": list(figures.by_jurisdiction)}


@register.inclusion_tag("components/find_box.html")
def find_box(figures: RecordFigures) -> dict[str, Any]:
    return {"form": FindForm(), "states": list(figures.by_jurisdiction)}


@register.inclusion_tag("components/stencil.html")
def stencil(state: Jurisdiction, tally: Tally) -> dict[str, Any]:
    return {"state": state, "tally": tally, "outline": outline_of(state.code)}


@register.inclusion_tag("components/field_of_signers.html")
def field_of_signers(figures: RecordFigures) -> dict[str, Any]:
    outcomes = [
        (Outcome(code).label, count)
        for code, count in figures.outcomes.items()
        if count or code in BEFORE_THE_ELECTION
    ]
    return {
        "signed": figures.signed,
        "outcomes": outcomes,
        "states": figures.states,
        "territories": figures.districts_and_territories,
    }
