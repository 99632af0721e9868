"""Whether a petition can be signed, or why not."""

import datetime
from dataclasses import dataclass

from django.db.models import Min, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pledges.models import Petition, Update

State = Petition.State

# For each state in which nobody can sign: what the page says where the form was, and the word that
# a list has for it.
HEADINGS: dict[State, tuple[str | Promise, str | Promise]] = {
    State.PAUSED: (_("This petition is paused"), _("Paused")),
    State.CLOSED: (_("This petition is closed"), _("Closed")),
    State.WON: (_("We won"), _("Won")),
    State.WITHDRAWN: (_("We withdrew this petition"), _("Withdrawn")),
}


@dataclass(frozen=True)
class PetitionStatus:
    """Whether a published petition can be signed at a moment, and why not.

    `closes_at` is set while it is open and its end is known; `since` and `note` while it isn't.
    """

    state: State
    since: datetime.datetime
    closes_at: datetime.datetime | None
    note: str

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def is_won(self) -> bool:
        return self.state == State.WON

    @property
    def has_ended(self) -> bool:
        """Say whether signing is over for good, as far as we know."""
        return self.state not in {State.OPEN, State.PAUSED}

    @property
    def heading(self) -> str | Promise:
        return HEADINGS[self.state][0]

    @property
    def label(self) -> str | Promise:
        return HEADINGS[self.state][1]


def status_of(petition: Petition, now: datetime.datetime) -> PetitionStatus:
    state = petition.state_shown(now)
    ended_with_its_time = state != petition.state and petition.closes_at
    return PetitionStatus(
        state=state,
        since=ended_with_its_time or petition.state_since,
        closes_at=petition.closes_at if state == State.OPEN else None,
        note=petition.state_note,
    )


def next_change(now: datetime.datetime) -> datetime.datetime | None:
    """Return when the next petition opens or closes, or the next news comes out; two queries."""
    moments = [
        *Petition.objects.aggregate(
            opens_at=Min("opens_at", filter=Q(opens_at__gt=now)),
            closes_at=Min("closes_at", filter=Q(closes_at__gt=now)),
        ).values(),
        Update.objects.filter(published_at__gt=now).aggregate(at=Min("published_at"))["at"],
    ]
    return min((moment for moment in moments if moment), default=None)
