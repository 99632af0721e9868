"""Storing what the ledger says of each candidacy, and finding where the stored values differ."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Prefetch
from django.db.models.functions import Mod

from candidates.derivation import (
    current_candidacy,
    deciding_answer,
    derive_outcome,
    derive_status,
    runoff_day,
)
from candidates.ledger.locks import lock_people
from candidates.models import Answer, Candidacy, Cycle, Stage, StageResult
from candidates.models.candidacy_querysets import CandidacyQuerySet

STORED_FIELDS = ("status", "current_answer_id", "review", "outcome", "runoff_on", "is_current")

PARTS = 20


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

    `candidacies` must hold all candidacies of each person in it. Four queries.
    """
    with_ledger = candidacies.select_related("person", "race", "current_answer").prefetch_related(
        # As lists: a queryset for each of thousands of rows takes longer than all else here.
        Prefetch("answers", Answer.objects.published().with_review(), to_attr="published_answers"),
        Prefetch(
            "stage_results",
            StageResult.objects.unretracted().select_related("stage"),
            to_attr="unretracted_results",
        ),
        Prefetch(
            "race__stages",
            Stage.objects.filter(kind=Stage.Kind.GENERAL_RUNOFF),
            to_attr="general_runoffs",
        ),
    )
    by_person_and_cycle = defaultdict(list)
    for candidacy in with_ledger:
        by_person_and_cycle[candidacy.person_id, candidacy.race.cycle_id].append(candidacy)
    for group in by_person_and_cycle.values():
        stored = [{name: getattr(row, name) for name in STORED_FIELDS} for row in group]
        for candidacy in group:
            answer = deciding_answer(candidacy.published_answers)
            candidacy.review = answer.review if answer else ""  # type: ignore[attr-defined]
            candidacy.current_answer, candidacy.status = derive_status(answer, candidacy.review)
            results = candidacy.unretracted_results
            candidacy.outcome = derive_outcome(candidacy, results)
            runoffs: list[Stage] = candidacy.race.general_runoffs  # type: ignore[attr-defined]
            candidacy.runoff_on = runoff_day(results, runoffs)
        current = current_candidacy(group)
        for candidacy, before in zip(group, stored, strict=True):
            candidacy.is_current = candidacy is current
            for name in STORED_FIELDS:
                if before[name] != getattr(candidacy, name):
                    yield Difference(candidacy, name, before[name], getattr(candidacy, name))


def lasting_differences() -> list[Difference]:
    """Return what differs in open cycles, some people at a time, twice in a row.

    What an organizer changes while we look seems to differ the first time only.
    """
    rows = Candidacy.objects.in_open_cycles()
    found: list[Difference] = []
    for rest in range(PARTS):
        part = rows.alias(rest=Mod(F("person_id"), PARTS)).filter(rest=rest)
        if people := {each.candidacy.person_id for each in differences(part)}:
            found += differences(rows.filter(person__in=people))
    return found


def refresh_people(person_ids: Collection[int], *, now: datetime.datetime) -> int:
    """Store what the ledger says of every candidacy of these people; return how many changed.

    Candidacies of archived cycles stay as they are. Call it in the transaction that changed the
    ledger, after `lock_people`.
    """
    rows = Candidacy.objects.in_open_cycles().filter(person__in=person_ids)
    changed = {difference.candidacy.pk: difference.candidacy for difference in differences(rows)}
    for candidacy in changed.values():
        candidacy.updated_at = now
    Candidacy.objects.bulk_update(
        changed.values(),
        [
            "status",
            "current_answer",
            "review",
            "outcome",
            "runoff_on",
            "is_current",
            "updated_at",
        ],
    )
    return len(changed)


def open_again(cycle: Cycle, *, now: datetime.datetime) -> None:
    """Store what the ledger says of a cycle that was archived until now.

    Deaths, mergers and new rules didn't reach it meanwhile. Call it in the transaction that opens
    the cycle.
    """
    runs = Candidacy.objects.in_cycle(cycle).order_by()
    people = set(runs.values_list("person", flat=True))
    lock_people(people)
    refresh_people(people, now=now)
