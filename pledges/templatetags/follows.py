"""The form to follow candidates, on pages about them."""

from typing import Any

from django import template
from django.utils import timezone

from candidates.models import Candidacy, Cycle, Jurisdiction
from pledges.forms import AddressForm
from pledges.models import Follow
from pledges.signing.follow import is_taken

register = template.Library()


@register.inclusion_tag("pledges/_follow.html")
def follow_ballot(
    place: Jurisdiction, cycle: Cycle | None, heading: str, districts: list[str] | None = None
) -> dict[str, Any]:
    """Draw the form to follow a ballot, or everyone who runs in a state:

    {% follow_ballot place cycle heading districts %}
    """
    return _box(Follow(cycle=cycle, place=place, districts=districts or []), heading)


@register.inclusion_tag("pledges/_follow.html")
def follow_candidate(candidacy: Candidacy, heading: str) -> dict[str, Any]:
    """Draw the form to follow one candidate: `{% follow_candidate candidacy heading %}`."""
    return _box(Follow(cycle=candidacy.race.cycle, candidacy=candidacy), heading)


@register.simple_tag
def follow_days_kept() -> int:
    """Return for how many days after the general election we keep what people follow."""
    return Follow.KEPT_AFTER_ELECTION.days


def _box(follow: Follow, heading: str) -> dict[str, Any]:
    is_open = follow.cycle_id and is_taken(follow.cycle, timezone.localdate())
    return {"what": follow.what if is_open else "", "heading": heading, "form": AddressForm()}
