"""Where campaigns stand in their races, in words: while people wait for results, and after."""

import datetime
from collections.abc import Iterable

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from candidates.derivation import UNDECIDED, Phase, phase_of, phase_of_race
from candidates.models import Candidacy, Race
from candidates.models.choices import Outcome
from candidates.statistics import Tally

NOT_RECORDED = gettext_lazy("Result not recorded yet")
FIND_HEADINGS = {
    Phase.CAMPAIGNING: gettext_lazy("Did your candidates sign?"),
    Phase.WAITING: gettext_lazy("Who was on your ballot?"),
    Phase.AFTERWARDS: gettext_lazy("Who won in your state?"),
}
# A switch of races or a replacement is no withdrawal.
ELSEWHERE = {Candidacy.BallotStatus.SWITCHED_RACE, Candidacy.BallotStatus.REPLACED}


def phase_for(candidacy: Candidacy, today: datetime.date) -> Phase:
    """Return the phase of the election for a candidate.

    The race, its cycle and what replaced the race have to be loaded.
    """
    if candidacy.race.is_canceled:
        return Phase.AFTERWARDS
    day = candidacy.race.cycle.day_shown(today)
    return phase_of(candidacy.outcome, candidacy.decided_on, day=day)


def phase_in_race(race: Race, campaigns: Iterable[Candidacy], today: datetime.date) -> Phase:
    """Return where a race is; `campaigns` are all in it, and the race has its cycle loaded."""
    # Its day is written out: a campaign that is listed below its race may not know the race.
    standings = [(row.outcome, row.runoff_on or race.election_on) for row in campaigns]
    return phase_of_race(standings, race.election_on, day=race.cycle.day_shown(today))


def is_in_canceled_race(candidacy: Candidacy) -> bool:
    """Say whether the race of a campaign was canceled before its outcome was known."""
    return candidacy.race.is_canceled and candidacy.outcome in UNDECIDED


def outcome_label(candidacy: Candidacy, today: datetime.date) -> str:
    """Return where a campaign stands in its race; nobody is running once people have voted."""
    if candidacy.ballot_status in ELSEWHERE:
        return capfirst(candidacy.get_ballot_status_display())
    if phase_for(candidacy, today) == Phase.WAITING:
        return str(NOT_RECORDED)
    if is_in_canceled_race(candidacy):
        return _("Election canceled")
    return str(Outcome(candidacy.outcome).label)


def race_line(race: Race, campaigns: Iterable[Candidacy], today: datetime.date) -> str:
    """Return what to say about a race as a whole, "" while people haven't voted.

    `campaigns` are all in it, or the first ones with the winner among them.
    """
    rows = list(campaigns)
    phase = phase_in_race(race, rows, today)
    if phase == Phase.CAMPAIGNING:
        return ""
    if phase == Phase.WAITING:
        return str(NOT_RECORDED)
    winners = [row.person.full_name for row in rows if row.outcome == Outcome.ELECTED]
    if not winners:
        return _("No one we track won this race.")
    return _("%(name)s was elected.") % {"name": winners[0]}


def find_heading(tally: Tally) -> str:
    """Return the heading of the box that leads to a state."""
    return str(FIND_HEADINGS[tally.phase])


def results_in_words(tally: Tally) -> str:
    """Say how many of the signers were elected, and what isn't known yet; "" before that."""
    if tally.phase == Phase.CAMPAIGNING and not tally.signed_elected:
        return ""
    sentences = []
    if tally.phase == Phase.WAITING:
        sentences.append(_("People have voted. We add each result once we have a source for it."))
    if tally.signed_elected or (tally.phase == Phase.AFTERWARDS and tally.has_result_of_signers):
        sentences.append(_signers_elected(tally))
    if tally.phase == Phase.AFTERWARDS and not tally.signed and tally.elected:
        sentences.append(_("None of the winners has signed."))
    if tally.signed_waiting and tally.phase == Phase.AFTERWARDS:
        missing = ngettext(
            "The result of %(number)s signer isn’t recorded yet.",
            "The results of %(number)s signers aren’t recorded yet.",
            tally.signed_waiting,
        )
        sentences.append(missing % {"number": intcomma(tally.signed_waiting)})
    return " ".join(sentences)


def signed_in_short(tally: Tally) -> str:
    """Return how many signed, for a title, and once that's known how many were elected."""
    if tally.phase == Phase.AFTERWARDS and tally.has_result_of_signers:
        return _signers_elected(tally).rstrip(".")
    words = _("%(number)s signed so far")
    if tally.phase != Phase.CAMPAIGNING:
        words = _("%(number)s signed, results to come")
    return words % {"number": intcomma(tally.signed)}


def _signers_elected(tally: Tally) -> str:
    numbers = {"elected": intcomma(tally.signed_elected), "signed": intcomma(tally.signed)}
    if tally.signed == 1:
        won, lost = _("The one who signed was elected."), _("The one who signed wasn’t elected.")
        return won if tally.signed_elected else lost
    if not tally.signed_elected:
        return _("None of the %(signed)s who signed were elected.") % numbers
    words = ngettext(
        "%(elected)s of the %(signed)s who signed was elected.",
        "%(elected)s of the %(signed)s who signed were elected.",
        tally.signed_elected,
    )
    return words % numbers
