"""The parts that lead visitors to their own state: the map, the box, the state's stencil.

Counts come in with the view's figures; no tag asks the database.
"""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from campaign.lib.drawn_parts import drawn_part
from candidates.derivation import Phase
from candidates.models import Jurisdiction
from candidates.models.choices import Outcome
from candidates.models.places import all_jurisdictions
from candidates.outlines import outline_of
from candidates.place_lookup import FindForm
from candidates.race_words import NOT_RECORDED
from candidates.statistics import RecordFigures, Tally

register = template.Library()

# Before the election these are drawn even while nobody is counted by them; the others only then.
BEFORE_THE_ELECTION = {Outcome.ACTIVE, Outcome.WON_PRIMARY, Outcome.LOST_PRIMARY}


@register.simple_tag
def tile_map(figures: RecordFigures) -> SafeString:
    """Draw the map of states: `{% tile_map figures %}`. Links are in the order of the tiles."""
    states = all_jurisdictions()
    tiles = sorted(
        ((states[code], tally) for code, tally in figures.by_state.items()),
        key=lambda tile: (tile[0].tile_row, tile[0].tile_column),
    )
    with_signers = sum(bool(tally.signed) for _place, tally in tiles)
    refusals_only = sum(bool(tally.refused and not tally.signed) for _place, tally in tiles)
    context = {
        "tiles": tiles,
        "with_signers": with_signers,
        "with_refusals_only": refusals_only,
        "without_answers": len(tiles) - with_signers - refusals_only,
    }
    shows = tuple(figures.by_state.items())
    return drawn_part("components/tile_map.html", context, shows=shows)


@register.simple_tag
def find_box() -> SafeString:
    """Draw the box that asks for a ZIP code or a state: `{% find_box %}`."""
    return drawn_part("components/find_box.html", {"form": FindForm()}, shows=None)


@register.inclusion_tag("components/stencil.html")
def stencil(state: Jurisdiction, tally: Tally) -> dict[str, Any]:
    return {"state": state, "tally": tally, "outline": outline_of(state.code)}


@register.inclusion_tag("components/field_of_signers.html")
def field_of_signers(figures: RecordFigures) -> dict[str, Any]:
    always = BEFORE_THE_ELECTION if figures.phase == Phase.CAMPAIGNING else set()
    outcomes = [
        (NOT_RECORDED if code == Phase.WAITING else Outcome(code).label, count)
        for code, count in figures.standings.items()
        if count or code in always
    ]
    return {
        "signed": figures.signed,
        "outcomes": outcomes,
        "states": figures.states,
        "territories": figures.districts_and_territories,
    }
