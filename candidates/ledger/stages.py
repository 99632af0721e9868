"""An election of a race: its results recorded or retracted, declared void, held again."""

import datetime
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from candidates.derivation import GENERAL_KINDS, LEFT_THE_RACE, WINS
from candidates.ledger.locks import lock_people, lock_people_behind
from candidates.ledger.refresh import refresh_people
from candidates.models import Candidacy, Stage, StageResult


def record_results(
    stage: Stage,
    outcomes: dict[Candidacy, StageResult.Outcome],
    *,
    source_url: str,
    by: User | None,
    released_by: User | None = None,
    now: datetime.datetime,
) -> list[StageResult]:
    """Record the results of one election for several candidacies with one source.

    `released_by` is the second person, if there was one.

    The election counts as held from then on. Stores nothing and raises ValidationError when the
    election is void or fewer people can advance, IntegrityError when one of the candidacies
    already has a result or is in another race.
    """
    with transaction.atomic():
        people = lock_people_behind([candidacy.pk for candidacy in outcomes])
        _lock(stage)
        if stage.is_void:
            raise ValidationError(
                _("This election was declared void. Schedule the new election first."), code="void"
            )
        refuse_too_many_advancing(stage, outcomes)
        results = StageResult.objects.bulk_create(
            StageResult(
                candidacy=candidacy,
                stage=stage,
                outcome=outcome,
                source_url=source_url,
                recorded_by=by,
                released_by=released_by,
                recorded_at=now,
            )
            for candidacy, outcome in outcomes.items()
        )
        if stage.status in {Stage.Status.SCHEDULED, Stage.Status.POSTPONED}:
            stage.status = Stage.Status.HELD
            stage.save(update_fields=["status"])
        refresh_people(people, now=now)
    return results


def refuse_too_many_advancing(stage: Stage, outcomes: dict[Candidacy, StageResult.Outcome]) -> None:
    """Raise ValidationError when more people advance than the election allows.

    Where each party has its own primary, that many advance in each party. Anyone who advanced and
    then withdrew, died or was disqualified no longer holds a place, so the next in line may
    advance.
    """
    before = stage.results.unretracted().filter(outcome__in=WINS)
    added = [row.pk for row, outcome in outcomes.items() if outcome in WINS]
    through = Candidacy.objects.filter(Q(stage_results__in=before) | Q(pk__in=added))
    still_there = through.exclude(outcome__in=LEFT_THE_RACE).distinct()
    counts = Counter(stage.list_of(candidacy.party_code) for candidacy in still_there)
    if any(count > stage.advances for count in counts.values()):
        raise ValidationError(
            _(
                "Too many candidates advance: at most %(number)d can. Anyone who withdrew, "
                "died or was disqualified doesn’t count once you record that on "
                "their candidacy."
            ),
            code="too_many_advancing",
            params={"number": stage.advances},
        )


@contextmanager
def no_place_taken_back(person_id: int) -> Iterator[None]:
    """Raise ValidationError if a block puts a person back into a place that someone else took.

    Someone may have advanced since the person withdrew, died or was disqualified. The block is
    part of a transaction and refreshes what is derived; the person is locked before it.
    """
    lock_people([person_id])
    runs = Candidacy.objects.filter(person=person_id)
    left = set(runs.filter(outcome__in=LEFT_THE_RACE).values_list("pk", flat=True))
    yield
    for run in runs.filter(pk__in=left).exclude(outcome__in=LEFT_THE_RACE).order_by("pk"):
        won = run.stage_results.unretracted().filter(outcome__in=WINS)
        for result in won.select_related("stage").order_by("stage"):
            _lock(result.stage)
            if result.stage.is_void:
                continue
            try:
                refuse_too_many_advancing(result.stage, {})
            except ValidationError as refusal:
                raise ValidationError(
                    _(
                        "Someone else advanced after this person left the race. Retract that "
                        "result first."
                    ),
                    code="place_taken",
                ) from refusal


def retract_result(result: StageResult, *, reason: str, now: datetime.datetime) -> None:
    """Retract the result; it stays on record with `reason`.

    Raises ValidationError if it's already retracted.
    """
    with transaction.atomic():
        people = lock_people_behind([result.candidacy_id])
        result.refresh_from_db()
        if result.retracted_at:
            raise ValidationError(_("This result is already retracted."), code="not_retractable")
        result.retracted_at, result.retraction_reason = now, reason
        result.save(update_fields=["retracted_at", "retraction_reason"])
        refresh_people(people, now=now)


def declare_void(stage: Stage, *, source_url: str, now: datetime.datetime) -> None:
    """Make every result of an election count for nothing.

    Raises ValidationError if it's already void.
    """
    with transaction.atomic():
        people = _lock_with_people(stage)
        if stage.is_void:
            raise ValidationError(_("This election is already void."), code="void")
        _rule(stage, Stage.Status.VOID, source_url=source_url, now=now)
        refresh_people(people, now=now)


def reinstate(stage: Stage, *, source_url: str, now: datetime.datetime) -> None:
    """Undo `declare_void`: the results recorded before count again.

    Raises ValidationError if it isn't void or has been rescheduled since.
    """
    with transaction.atomic():
        people = _lock_with_people(stage)
        if not stage.is_void:
            raise ValidationError(_("This election isn’t void."), code="not_void")
        if stage.superseded_by_id:
            raise ValidationError(
                _("This election was rescheduled, so its old results can’t count too."),
                code="held_again",
            )
        was_held = stage.results.unretracted().exists()
        status = Stage.Status.HELD if was_held else Stage.Status.SCHEDULED
        _rule(stage, status, source_url=source_url, now=now)
        refresh_people(people, now=now)


def hold_again(
    stage: Stage, *, on: datetime.date, source_url: str, now: datetime.datetime
) -> Stage:
    """Schedule a void election again and return the new one.

    Raises ValidationError if it isn't void or was already rescheduled.
    """
    with transaction.atomic():
        people = _lock_with_people(stage)
        if not stage.is_void or stage.superseded_by_id:
            raise ValidationError(
                _("You can only reschedule a void election, and only once."), code="not_void"
            )
        successor = Stage.objects.create(
            race=stage.race,
            kind=stage.kind,
            party=stage.party,
            held_on=on,
            advances=stage.advances,
            source_url=source_url,
        )
        stage.superseded_by = successor
        stage.save(update_fields=["superseded_by"])
        follow_election(successor)
        refresh_people(people, now=now)
    return successor


def follow_election(stage: Stage) -> None:
    """Let the race have the day of its general or special election. Then derive outcomes again."""
    race = stage.race
    decides = stage.kind in GENERAL_KINDS - {Stage.Kind.GENERAL_RUNOFF} and not stage.is_void
    if decides and race.election_on != stage.held_on:
        race.election_on = stage.held_on
        race.save(update_fields=["election_on"])


def _rule(stage: Stage, status: Stage.Status, *, source_url: str, now: datetime.datetime) -> None:
    stage.status, stage.source_url = status, source_url
    stage.save(update_fields=["status", "source_url"])
    stage.rulings.create(status=status, source_url=source_url, ruled_at=now)


def _lock_with_people(stage: Stage) -> list[int]:
    """Lock an election and everyone in its race, and return their ids."""
    people = list(stage.race.candidacies.order_by().values_list("person", flat=True))
    lock_people(people)
    _lock(stage)
    return people


def _lock(stage: Stage) -> None:
    """Lock the row and read it again. Lock the people first."""
    stage.refresh_from_db(from_queryset=Stage.objects.select_for_update())
