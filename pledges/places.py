"""Where a signature comes from, as it is counted: a state, the armed forces, or unknown."""

from __future__ import annotations

from candidates.zips import ARMED_FORCES as MILITARY_STATES
from candidates.zips import states_of
from pledges.models.signatures import ARMED_FORCES

UNKNOWN = ""


def place_of(postal_code: str) -> str:
    """Return the place of a ZIP code: its home state's code, ARMED_FORCES or UNKNOWN."""
    states = states_of(postal_code)
    if not states:
        return UNKNOWN
    return ARMED_FORCES if states[0] in MILITARY_STATES else states[0]
