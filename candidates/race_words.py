"""Where a campaign stands in its race, in words."""

import datetime
from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from candidates.derivation import Phase, phase_of, phase_of_race
from candidates.models import Candidacy, Race
from candidates.models.choices import Outcome

NOT_RECORDED = _("Result not recorded yet")
# A switch of races or a replacement is no withdrawal.
ELSEWHERE = {Candidacy.BallotStatus.SWITCHED_RACE, Candidacy.BallotStatus.REPLACED}


def phase_for(candidacy: Candidacy, today: datetime.date) -> Phase:
    """Return where the election is for a candidate; the race and its cycle are loaded."""
    day = candidacy.race.cycle.day_shown(today)
    return phase_of(candidacy.outcome, candidacy.decided_on, day=day)


def phase_in_race(race: Race, campaigns: Iterable[Candidacy], today: datetime.date) -> Phase:
    """Return where a race is; `campaigns` are all in it, and the race has its cycle loaded."""
    # Its day is written out: a campaign that is listed below its race may not know the race.
    standings = [(row.outcome, row.runoff_on or race.election_on) for row in campaigns]
    return phase_of_race(standings, race.election_on, day=race.cycle.day_shown(today))


def outcome_label(candidacy: Candidacy, today: datetime.date) -> str:
    """Return where a campaign stands in its race; nobody is running once people have voted."""
    if candidacy.ballot_status in ELSEWHERE:
        return capfirst(candidacy.get_ballot_status_display())
    if phase_for(candidacy, today) == Phase.WAITING:
        return str(NOT_RECORDED)
    return str(Outcome(candidacy.outcome).label)
