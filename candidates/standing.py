"""Where a candidacy stands: status and outcome, derived from answers and stage results.

The `derive_…` functions are the only place that decides; they read the ledger and nothing else.
`refresh_people` stores what they say, and `differences` compares what is stored with the ledger for
`manage.py check_record`. Whoever changes the ledger first takes `lock_people`.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models as db
from django.utils.translation import gettext_lazy as _

# A module and not its names: candidates.models imports this module in its turn.
from candidates import models
from candidates.models.answer_order import place_in_time

if TYPE_CHECKING:
    from candidates.models import Answer, Candidacy, StageResult
    from candidates.querysets import CandidacyQuerySet


class Status(db.TextChoices):
    SIGNED = "signed", _("Signed")
    REFUSED = "refused", _("Refused")
    PENDING = "pending", _("Pending")


class Outcome(db.TextChoices):
    ACTIVE = "active", _("Running")
    WON_PRIMARY = "won_primary", _("Won the primary")
    LOST_PRIMARY = "lost_primary", _("Lost the primary")
    ELECTED = "elected", _("Elected")
    LOST_GENERAL = "lost_general", _("Lost the general election")
    WITHDREW = "withdrew", _("Withdrew")
    DISQUALIFIED = "disqualified", _("Disqualified")
    DIED = "died", _("Died")


# What an answer in force means, by its kind; "" stands for no answer.
STATUS_OF_KIND = {
    "": Status.PENDING,
    "signed": Status.SIGNED,
    "signed_with_changes": Status.PENDING,
    "refused": Status.REFUSED,
    "rescinded": Status.REFUSED,
}
STATUS_LABELS = {
    "": _("No answer yet"),
    "signed": _("Signed"),
    "signed_with_changes": _("Answered, not signed as written"),
    "refused": _("Refused"),
    "rescinded": _("Signed, then took it back"),
}
# How a run ended that no vote ended. Leaving a race is not losing it.
OUTCOME_OF_BALLOT_STATUS = {
    "withdrawn": Outcome.WITHDREW,
    "replaced": Outcome.WITHDREW,
    "switched_race": Outcome.WITHDREW,
    "disqualified": Outcome.DISQUALIFIED,
    "died": Outcome.DIED,
}
GENERAL_KINDS = {"general", "special", "general_runoff"}
# Primaries in which all parties vote on one list: there is no other line to stand on.
ALL_PARTY_KINDS = {"top_two", "top_four"}
WINS = {"advanced", "won", "unopposed"}
LEFT_THE_RACE = {Outcome.WITHDREW, Outcome.DISQUALIFIED, Outcome.DIED}
UNDECIDED = {Outcome.ACTIVE, Outcome.WON_PRIMARY}
STORED_FIELDS = ("status", "current_answer_id", "outcome", "is_current")


def deciding_answer(
    answers: Iterable[Answer], *, at: datetime.datetime | None = None
) -> Answer | None:
    """Return the current answer among one candidacy's answers, None without one.

    `at` asks which one it was then.
    """
    return max(live_answers(answers, at=at), key=place_in_time, default=None)


def live_answers(answers: Iterable[Answer], *, at: datetime.datetime | None = None) -> list[Answer]:
    """Return one candidacy's answers that count, the earliest first.

    They are published and not retracted, and no such answer corrects them.
    """
    live = [answer for answer in answers if _is_live(answer, at)]
    corrected = {answer.supersedes_id for answer in live}
    return sorted((answer for answer in live if answer.pk not in corrected), key=place_in_time)


def _is_live(answer: Answer, at: datetime.datetime | None) -> bool:
    if answer.published_at is None:
        return False
    if at is None:
        return answer.retracted_at is None
    return answer.published_at <= at and not (answer.retracted_at and answer.retracted_at <= at)


def derive_outcome(candidacy: Candidacy, results: Iterable[StageResult]) -> Outcome:
    """Return how the run ended or stands, from `results` with their stages.

    A void or superseded stage and a retracted result count for nothing. A later stage decides
    over an earlier one of the same party line, the general election over every primary. A death
    ends what was still undecided: up to election day, or later before a runoff.
    """
    if ended := OUTCOME_OF_BALLOT_STATUS.get(candidacy.ballot_status):
        return ended
    valid = sorted(
        (result for result in results if result.is_valid),
        key=lambda result: (result.stage.held_on, result.stage_id),
    )
    outcome = _outcome_of_votes(candidacy, valid)
    died_on = candidacy.person.died_on
    if died_on is None or outcome not in UNDECIDED:
        return outcome
    is_before_the_end = died_on <= candidacy.race.election_on or _waits_for_a_runoff(valid)
    return Outcome.DIED if is_before_the_end else outcome


def _waits_for_a_runoff(results: Sequence[StageResult]) -> bool:
    """Say whether the last vote sent somebody from the general election to a runoff."""
    last = results[-1] if results else None
    return bool(last and last.stage.kind in GENERAL_KINDS and last.outcome == "to_runoff")


def _outcome_of_votes(candidacy: Candidacy, results: Sequence[StageResult]) -> Outcome:
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


def _outcome_of_primaries(candidacy: Candidacy, results: Sequence[StageResult]) -> Outcome:
    """Go by the last result on each line: one nomination is enough, and an open line keeps on."""
    lines = {candidacy.party_code, *candidacy.other_party_codes}
    if any(result.stage.kind in ALL_PARTY_KINDS for result in results):
        lines = {candidacy.party_code}
    has_one_line = len(lines) == 1
    last_on_line: dict[str, StageResult] = {}
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


def _nominates(result: StageResult) -> bool:
    """Say whether a primary put somebody on the ballot: a convention may only send to another."""
    only_sent_on = result.stage.kind == "convention" and result.outcome == "advanced"
    return result.outcome in WINS and not only_sent_on


def current_candidacy(candidacies: Iterable[Candidacy]) -> Candidacy | None:
    """Return the one that speaks for a person, among their candidacies of one cycle.

    It is one that was neither left (withdrawn, switched) nor is a duplicate, else the latest.
    Among several (a special and a regular election for one seat on one day) one in a race that
    still stands comes first, then one that is still open or won, then one with an answer, then
    the regular election, then the later entry. None when all are duplicates. Reads the derived
    `outcome` and `current_answer`.
    """
    own = [candidacy for candidacy in candidacies if candidacy.duplicate_of_id is None]
    kept = [row for row in own if row.outcome != Outcome.WITHDREW]
    if not kept:
        return max(own, key=lambda candidacy: candidacy.pk, default=None)
    cancelled_races = {row.race.replaces_id for row in own}
    return max(
        kept,
        key=lambda candidacy: (
            candidacy.race_id not in cancelled_races,
            candidacy.outcome in {*UNDECIDED, Outcome.ELECTED},
            candidacy.current_answer is not None,
            not candidacy.race.is_special,
            candidacy.pk,
        ),
    )


@dataclass(frozen=True)
class Difference:
    """A stored field that the ledger contradicts."""

    candidacy: Candidacy
    field: str
    stored: Any
    derived: Any

    def __str__(self) -> str:
        return (
            f"{self.candidacy}: {self.field} is {self.stored!r}, the ledger says {self.derived!r}"
        )


def differences(candidacies: CandidacyQuerySet) -> Iterator[Difference]:
    """Yield every stored field of `candidacies` that differs from what the ledger gives.

    `candidacies` must hold all candidacies of each person in it. Three queries.
    """
    by_person_and_cycle = defaultdict(list)
    for candidacy in candidacies.with_ledger():
        by_person_and_cycle[candidacy.person_id, candidacy.race.cycle_id].append(candidacy)
    for group in by_person_and_cycle.values():
        stored = [{name: getattr(row, name) for name in STORED_FIELDS} for row in group]
        for candidacy in group:
            answer = deciding_answer(candidacy.answers.all())
            candidacy.current_answer = answer
            candidacy.status = STATUS_OF_KIND[answer.kind if answer else ""]
            candidacy.outcome = derive_outcome(candidacy, candidacy.stage_results.all())
        current = current_candidacy(group)
        for candidacy, before in zip(group, stored, strict=True):
            candidacy.is_current = candidacy is current
            for name in STORED_FIELDS:
                if before[name] != getattr(candidacy, name):
                    yield Difference(candidacy, name, before[name], getattr(candidacy, name))


def lock_people(person_ids: Collection[int]) -> None:
    """Let no other transaction change the ledger of these people until this one ends."""
    people = models.Person.objects.filter(pk__in=person_ids).order_by("pk")
    list(people.select_for_update().values_list("pk"))


def lock_people_behind(candidacy_ids: Collection[int]) -> set[int]:
    """Lock the people of these candidacies, who may be merged meanwhile; return their ids."""
    runs = models.Candidacy.objects.filter(pk__in=candidacy_ids).order_by()
    locked: set[int] = set()
    while not (behind := set(runs.values_list("person", flat=True))) <= locked:
        lock_people(behind - locked)
        locked |= behind
    return behind


def refresh_people(person_ids: Collection[int], *, now: datetime.datetime) -> int:
    """Store what the ledger says of every candidacy of these people; return how many changed.

    Candidacies of archived cycles stay as they are. Call it in the transaction that changed the
    ledger, after `lock_people`.
    """
    rows = models.Candidacy.objects.in_open_cycles().filter(person__in=person_ids)
    changed = {difference.candidacy.pk: difference.candidacy for difference in differences(rows)}
    for candidacy in changed.values():
        candidacy.updated_at = now
    models.Candidacy.objects.bulk_update(
        changed.values(), ["status", "current_answer", "outcome", "is_current", "updated_at"]
    )
    return len(changed)
