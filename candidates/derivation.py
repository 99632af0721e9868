"""How answers and stage results make the status and the outcome of a candidacy.

Nothing here reads or writes the database: rows come in, a decision comes out. These functions are
the only place that decides; `candidates.ledger.refresh` stores what they say.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from candidates.models.choices import UNDER_REVIEW, Outcome, Status

# What a current answer means, by its kind; "" means no answer.
STATUS_OF_KIND = {
    "": Status.PENDING,
    "signed": Status.SIGNED,
    "signed_with_changes": Status.PENDING,
    "refused": Status.REFUSED,
    "rescinded": Status.REFUSED,
    UNDER_REVIEW: Status.PENDING,
}
# How a candidacy ended without an election. Leaving a race isn't losing it.
OUTCOME_OF_BALLOT_STATUS = {
    "withdrawn": Outcome.WITHDREW,
    "replaced": Outcome.WITHDREW,
    "switched_race": Outcome.WITHDREW,
    "disqualified": Outcome.DISQUALIFIED,
    "died": Outcome.DIED,
}
GENERAL_KINDS = {"general", "special", "general_runoff"}
# Primaries with one ballot for all parties: nobody has a second line in them.
ALL_PARTY_KINDS = {"top_two", "top_four"}
WINS = {"advanced", "won", "unopposed"}
LEFT_THE_RACE = {Outcome.WITHDREW, Outcome.DISQUALIFIED, Outcome.DIED}
UNDECIDED = {Outcome.ACTIVE, Outcome.WON_PRIMARY}
LOST = {Outcome.LOST_PRIMARY, Outcome.LOST_GENERAL}


class Phase(StrEnum):
    """Where an election is for one candidate, or for a whole race."""

    CAMPAIGNING = "campaigning"
    WAITING = "waiting"
    AFTERWARDS = "afterwards"


class AnswerRow(Protocol):
    kind: str
    supersedes_id: int | None
    position: float | None
    published_at: datetime.datetime | None
    retracted_at: datetime.datetime | None

    @property
    def pk(self) -> Any: ...


class StageRow(Protocol):
    kind: str
    party: str | None
    held_on: datetime.date

    @property
    def is_void(self) -> bool: ...


class ResultRow(Protocol):
    stage_id: int
    outcome: str

    @property
    def stage(self) -> StageRow: ...
    @property
    def is_valid(self) -> bool: ...


class PersonRow(Protocol):
    died_on: datetime.date | None
    died_source_url: str


class RaceRow(Protocol):
    election_on: datetime.date
    replaces_id: int | None

    @property
    def is_special(self) -> bool: ...


class RunRow(Protocol):
    race_id: int
    duplicate_of_id: int | None
    party_code: str
    other_party_codes: list[str]
    ballot_status: str
    ballot_status_on: datetime.date | None
    ballot_status_source: str
    outcome: str

    @property
    def pk(self) -> Any: ...
    @property
    def person(self) -> PersonRow: ...
    @property
    def race(self) -> RaceRow: ...
    @property
    def current_answer(self) -> AnswerRow | None: ...
    @property
    def review(self) -> str: ...


@dataclass(frozen=True)
class Death:
    """The day a person died, and what says so."""

    on: datetime.date
    source_url: str

    @classmethod
    def of(cls, person: PersonRow, runs: Iterable[RunRow]) -> Death | None:
        """Return what is on record, None while the person lives.

        `runs` are all of the person's: one alone may say that it ended by their death.
        """
        if person.died_on:
            return cls(person.died_on, person.died_source_url)
        for run in runs:
            if run.ballot_status_on and run.ballot_status == "died":
                return cls(run.ballot_status_on, run.ballot_status_source)
        return None


AnAnswer = TypeVar("AnAnswer", bound=AnswerRow)
ARun = TypeVar("ARun", bound=RunRow)


def place_in_time(answer: AnswerRow) -> float:
    """Return the position of a published answer; a greater one came later."""
    return answer.position or 0


def deciding_answer(
    answers: Iterable[AnAnswer], *, at: datetime.datetime | None = None
) -> AnAnswer | None:
    """Return the current answer among one candidacy's answers, None without one.

    `at` asks which one it was then.
    """
    return max(live_answers(answers, at=at), key=place_in_time, default=None)


def derive_status(answer: AnAnswer | None, review: str) -> tuple[AnAnswer | None, Status]:
    """Return the current answer and the status that follow from the answer that decides.

    While that one is under `review`, no answer is current: an earlier one doesn't take its place.
    """
    if review:
        return None, STATUS_OF_KIND[UNDER_REVIEW]
    return answer, STATUS_OF_KIND[answer.kind if answer else ""]


def live_answers(
    answers: Iterable[AnAnswer], *, at: datetime.datetime | None = None
) -> list[AnAnswer]:
    """Return one candidacy's answers that count, the earliest first.

    They are published and not retracted, and no such answer corrects them.
    """
    live = [answer for answer in answers if _is_live(answer, at)]
    corrected = {answer.supersedes_id for answer in live}
    return sorted((answer for answer in live if answer.pk not in corrected), key=place_in_time)


def _is_live(answer: AnswerRow, at: datetime.datetime | None) -> bool:
    if answer.published_at is None:
        return False
    if at is None:
        return answer.retracted_at is None
    return answer.published_at <= at and not (answer.retracted_at and answer.retracted_at <= at)


def derive_outcome(candidacy: RunRow, results: Iterable[ResultRow]) -> Outcome:
    """Return how the candidacy ended or where it is now, from `results` with their stages.

    A void or superseded stage and a retracted result count for nothing. A later stage decides
    over an earlier one of the same party line, the general election over every primary. A death
    ends what was still undecided: up to election day, or later before a runoff.
    """
    if ended := OUTCOME_OF_BALLOT_STATUS.get(candidacy.ballot_status):
        return ended
    valid = sorted((result for result in results if result.is_valid), key=_order_of_elections)
    outcome = _outcome_of_elections(candidacy, valid)
    died_on = candidacy.person.died_on
    if died_on is None or outcome not in UNDECIDED:
        return outcome
    is_before_the_end = died_on <= candidacy.race.election_on or _waits_for_a_runoff(valid)
    return Outcome.DIED if is_before_the_end else outcome


def runoff_day(results: Iterable[ResultRow], stages: Iterable[StageRow]) -> datetime.date | None:
    """Return the day of the runoff that the general election sent a candidate to, else None.

    `stages` are those of the race. None too while that runoff has no day.
    """
    valid = sorted((result for result in results if result.is_valid), key=_order_of_elections)
    if not _waits_for_a_runoff(valid):
        return None
    runoffs = [row for row in stages if row.kind == "general_runoff" and not row.is_void]
    return max((runoff.held_on for runoff in runoffs), default=None)


def phase_of(outcome: str, decided_on: datetime.date, *, day: datetime.date) -> Phase:
    """Return where the election is for one candidate on `day`.

    `decided_on` is the day of the election that decides for them: the runoff that they are in, else
    the race's general or special election. A result that isn't recorded keeps them waiting.
    """
    if outcome not in UNDECIDED:
        return Phase.AFTERWARDS
    return Phase.WAITING if decided_on < day else Phase.CAMPAIGNING


def phase_of_race(
    standings: Iterable[tuple[str, datetime.date]],
    election_on: datetime.date,
    *,
    day: datetime.date,
) -> Phase:
    """Return where a race is on `day`, from the outcome and deciding day of each candidate in it.

    Nobody has won before the race's general or special election, so it's open until then.
    """
    rows = list(standings)
    phases = {phase_of(outcome, decided_on, day=day) for outcome, decided_on in rows}
    if any(outcome == Outcome.ELECTED for outcome, _day in rows):
        return Phase.AFTERWARDS
    if election_on >= day or Phase.CAMPAIGNING in phases:
        return Phase.CAMPAIGNING
    return Phase.WAITING if Phase.WAITING in phases else Phase.AFTERWARDS


def _order_of_elections(result: ResultRow) -> tuple[datetime.date, int]:
    return result.stage.held_on, result.stage_id


def _waits_for_a_runoff(results: Sequence[ResultRow]) -> bool:
    """Say whether the general election sent this candidate to a runoff that isn't decided yet."""
    last = results[-1] if results else None
    return bool(last and last.stage.kind in GENERAL_KINDS and last.outcome == "to_runoff")


def _outcome_of_elections(candidacy: RunRow, results: Sequence[ResultRow]) -> Outcome:
    general = [result for result in results if result.stage.kind in GENERAL_KINDS]
    last = general[-1].outcome if general else ""
    if last in WINS:
        return Outcome.ELECTED
    if last == "lost":
        return Outcome.LOST_GENERAL
    if last == "withdrew":
        return Outcome.WITHDREW
    primaries = [result for result in results if result.stage.kind not in GENERAL_KINDS]
    return _outcome_of_primaries(candidacy, primaries)


def _outcome_of_primaries(candidacy: RunRow, results: Sequence[ResultRow]) -> Outcome:
    """Go by the last result on each party line: one nomination, or one open line, is enough."""
    lines = {candidacy.party_code, *candidacy.other_party_codes}
    if any(result.stage.kind in ALL_PARTY_KINDS for result in results):
        lines = {candidacy.party_code}
    has_one_line = len(lines) == 1
    last_on_line: dict[str, ResultRow] = {}
    for result in results:
        line = candidacy.party_code if has_one_line else result.stage.party
        last_on_line[line or candidacy.party_code] = result
    if any(_nominates(result) for result in last_on_line.values()):
        return Outcome.WON_PRIMARY
    ended = {
        line: result.outcome
        for line, result in last_on_line.items()
        if result.outcome in {"lost", "withdrew"}
    }
    if not ended or lines - set(ended):
        return Outcome.ACTIVE
    return Outcome.LOST_PRIMARY if "lost" in ended.values() else Outcome.WITHDREW


def _nominates(result: ResultRow) -> bool:
    """Say whether a result nominates: a convention may only advance someone to a primary."""
    only_sent_on = result.stage.kind == "convention" and result.outcome == "advanced"
    return result.outcome in WINS and not only_sent_on


def current_candidacy(candidacies: Iterable[ARun]) -> ARun | None:
    """Return the one that counts for a person, among their candidacies of one cycle.

    It's one that the person didn't leave (withdrawn, switched) and that isn't a duplicate, else the
    latest.
    Among several (a special and a regular election for one seat on one day) one in a race that
    wasn't canceled comes first, then one that's open or won, then one with an answer, then the
    regular election, then the later entry. None when all are duplicates. Reads the derived
    `outcome` and `current_answer`.
    """
    own = [candidacy for candidacy in candidacies if candidacy.duplicate_of_id is None]
    kept = [row for row in own if row.outcome != Outcome.WITHDREW]
    if not kept:
        return max(own, key=lambda candidacy: candidacy.pk, default=None)
    canceled_races = {row.race.replaces_id for row in own}
    return max(
        kept,
        key=lambda candidacy: (
            candidacy.race_id not in canceled_races,
            candidacy.outcome in {*UNDECIDED, Outcome.ELECTED},
            candidacy.current_answer is not None or bool(candidacy.review),
            not candidacy.race.is_special,
            candidacy.pk,
        ),
    )
