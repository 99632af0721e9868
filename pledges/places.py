"""Where a signature counts: in a state, in the armed forces, or unknown."""

from django.utils.functional import Promise

from candidates.models.places import all_jurisdictions
from candidates.zip_codes import ARMED_FORCES as MILITARY_STATES
from candidates.zip_codes import states_of
from pledges.models.signatures import ARMED_FORCES
from pledges.names import ARMED_FORCES_NAME

UNKNOWN = ""


def place_of(postal_code: str) -> str:
    """Return the place of a ZIP code: its home state's code, ARMED_FORCES or UNKNOWN."""
    states = states_of(postal_code)
    if not states:
        return UNKNOWN
    return ARMED_FORCES if states[0] in MILITARY_STATES else states[0]


def place_names() -> dict[str, str | Promise]:
    """Return the name of each place except UNKNOWN by its code. No queries."""
    names = {code: place.name for code, place in all_jurisdictions().items()}
    return {**names, ARMED_FORCES: ARMED_FORCES_NAME}
