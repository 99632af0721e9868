"""Answers of partial dates, corrections, archived cycles and places that get free, in any order.

The machine decides itself when each answer was given, to the minute, and tells the site only what
its precision lets through. Where the site asks which came later, it answers by its own clock. So it
knows what counts without knowing how the site orders answers.
"""

from __future__ import annotations

import datetime
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from candidates import ledger
from candidates.changelog import Changelog
from candidates.derivation import STATUS_OF_KIND
from candidates.ledger.answers import correct
from candidates.ledger.refresh import differences, open_again
from candidates.models import Answer, Candidacy, Cycle, Hold, StageResult
from candidates.models.choices import UNDER_REVIEW
from tests.factories import (
    SOURCE,
    CycleFactory,
    OrganizerFactory,
    RaceFactory,
    StageFactory,
    draft_answer,
    publish_answer,
    record_results,
    run,
)
from tests.thorough import IS_THOROUGH

FIRST_DAY = datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC)
moments = st.builds(
    lambda days, minute: FIRST_DAY + datetime.timedelta(days=days, minutes=minute),
    st.sampled_from([0, 1, 20, 40, 41, 60]),
    st.integers(0, 1439),
)
precisions = st.sampled_from(["day", "month", "year"])
kinds = st.sampled_from(Answer.Kind.values)
numbers = st.integers(0, 20)
RUNNING = ("filed", "qualified")


@dataclass(frozen=True)
class Truth:
    """When and what a campaign answered; `corrected` is the answer that said so wrongly."""

    moment: datetime.datetime
    number: int
    kind: str
    corrected: int | None = None

    @property
    def when(self) -> tuple[datetime.datetime, int]:
        return self.moment, self.number


def recorded(moment: datetime.datetime, precision: str) -> dict[str, Any]:
    """Return what of a moment an organizer knows."""
    day = moment.date()
    if precision != "day":
        day = day.replace(day=1)
    if precision == "year":
        day = day.replace(month=1)
    return {"answered_on": day, "answered_on_precision": precision}


class Campaign(RuleBasedStateMachine):
    """One person who runs in two cycles, and a field of three for one place."""

    def __init__(self) -> None:
        super().__init__()
        self.truths: dict[int, Truth] = {}
        self.archived: dict[str, Any] | None = None
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        """Look once at what takes long, besides the invariants of each step."""
        try:
            assert list(differences(Candidacy.objects.in_open_cycles())) == []
            told = [change.key for change in Changelog()[:100]]
            assert len(told) == len(set(told))
        finally:
            self._undo()

    def _undo(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.organizer = OrganizerFactory.create()
        self.run = run()
        self.cycle = CycleFactory.create(year=2024)
        self.past = run(person=self.run.person, race=RaceFactory.create(cycle=self.cycle))
        publish_answer(self.past)
        self.election = StageFactory.create(race=self.run.race, kind="top_two", advances=1)
        self.field = [self.run, *(run(race=self.run.race) for _ in range(2))]
        record_results(self.election, {self.field[1]: "advanced"})

    def live(self) -> dict[int, Truth]:
        corrected = {truth.corrected for truth in self.truths.values()}
        return {pk: truth for pk, truth in self.truths.items() if pk not in corrected}

    def publish(self, draft: Answer, truth: Truth) -> None:
        """Publish a draft; where the site asks, say what comes right after it."""
        others = {pk: each for pk, each in self.live().items() if pk != truth.corrected}
        later = {pk: each for pk, each in others.items() if each.when > truth.when}
        follower = min(later, key=lambda pk: later[pk].when, default=None)
        places = ledger.answers.places_of(draft)
        place = str(follower) if str(follower) in places else "last"
        ledger.answers.publish(draft, now=timezone.now(), place=place)
        self.truths[draft.pk] = truth

    def new_truth(self, moment: datetime.datetime, kind: str, **more: Any) -> Truth:
        return Truth(moment, len(self.truths) + Answer.objects.count(), kind, **more)

    @rule(moment=moments, precision=precisions, kind=kinds)
    def answer(self, moment: datetime.datetime, precision: str, kind: str) -> None:
        draft = draft_answer(self.run, kind, **recorded(moment, precision))
        draft.refresh_from_db()
        self.publish(draft, self.new_truth(moment, kind))

    @precondition(lambda self: self.truths)
    @rule(number=numbers, moment=moments, precision=precisions, kind=kinds)
    def correct(self, number: int, moment: datetime.datetime, precision: str, kind: str) -> None:
        wrong = sorted(self.live())[number % len(self.live())]
        if wrong in self.under_review():
            return
        draft = correct(Answer.objects.get(pk=wrong), by=self.organizer)
        Answer.objects.filter(pk=draft.pk).update(kind=kind, **recorded(moment, precision))
        draft.refresh_from_db()
        ledger.answers.verify(draft, by=OrganizerFactory.create())
        ledger.notices.note_older(draft)
        self.publish(draft, self.new_truth(moment, kind, corrected=wrong))

    @precondition(lambda self: self.truths)
    @rule(number=numbers)
    def retract(self, number: int) -> None:
        wrong = sorted(self.live())[number % len(self.live())]
        # Refused where what it corrected would count again, and nobody said where it belongs.
        with suppress(ValidationError):
            ledger.answers.retract(
                Answer.objects.get(pk=wrong), reason="Not theirs.", now=timezone.now()
            )
            del self.truths[wrong]
            return
        assert self.truths[wrong].corrected or wrong in self.under_review()

    def under_review(self) -> set[int]:
        return set(Hold.objects.open().values_list("answer", flat=True))

    @precondition(lambda self: self.truths)
    @rule(number=numbers, is_held=st.booleans())
    def review(self, number: int, *, is_held: bool) -> None:
        answer = Answer.objects.get(pk=sorted(self.live())[number % len(self.live())])
        place = ledger.holds.hold if is_held else ledger.holds.dispute
        # Refused if it's under review already, or after three holds in a day.
        with suppress(ValidationError, IntegrityError), transaction.atomic():
            place(answer, reason="Not theirs?", by=self.organizer, now=timezone.now())

    @rule(outcome=st.sampled_from(["stands", "retracted"]))
    def decide(self, outcome: str) -> None:
        now, second = timezone.now(), OrganizerFactory.create()
        for hold in Hold.objects.open()[:1]:
            ledger.holds.propose(
                hold, outcome=outcome, explanation="We asked.", by=self.organizer, now=now
            )
            # Refused where a retraction is: what it corrected has no place among the others.
            with suppress(ValidationError):
                ledger.holds.confirm(hold, by=second, now=now)
                if outcome == "retracted":
                    del self.truths[hold.answer_id]

    @precondition(lambda self: self.archived is None)
    @rule(is_answered=st.booleans())
    def archive(self, *, is_answered: bool) -> None:
        if is_answered:
            draft_answer(self.past)
        # As the rules of its time had it; refreshed by today's, it would say “signed”.
        Candidacy.objects.filter(pk=self.past.pk).update(status="refused")
        Cycle.objects.filter(pk=self.cycle.pk).update(archived_at=timezone.now())
        self.archived = Candidacy.objects.filter(pk=self.past.pk).values().get()

    @precondition(lambda self: self.archived is not None)
    @rule()
    def publish_in_the_archive(self) -> None:
        for draft in self.past.answers.unpublished():
            with pytest.raises(ValidationError, match="archived"):
                ledger.answers.publish(draft, now=timezone.now())
            with pytest.raises(IntegrityError, match="archived"), transaction.atomic():
                Answer.objects.filter(pk=draft.pk).update(note="Changed.")

    @precondition(lambda self: self.archived is not None)
    @rule()
    def open_again(self) -> None:
        self.archived = None
        Cycle.objects.filter(pk=self.cycle.pk).update(archived_at=None)
        open_again(Cycle.objects.get(pk=self.cycle.pk), now=timezone.now())

    @rule(number=numbers, outcome=st.sampled_from(["advanced", "lost"]))
    def record_a_result(self, number: int, outcome: str) -> None:
        candidacy = self.field[number % 3]
        candidacy.refresh_from_db()
        has_result = candidacy.stage_results.filter(retracted_at=None).exists()
        takes_a_place = outcome == "advanced" and candidacy.ballot_status in RUNNING
        is_possible = not has_result and not (takes_a_place and self.is_place_taken())
        with suppress(IntegrityError, ValidationError):
            record_results(self.election, {candidacy: outcome})
            assert is_possible
            return
        assert not is_possible

    @rule(number=numbers, ballot_status=st.sampled_from(["withdrawn", "died", "qualified"]))
    def leave_or_return(self, number: int, ballot_status: str) -> None:
        candidacy = self.field[number % 3]
        candidacy.refresh_from_db()
        has_won = candidacy.stage_results.filter(retracted_at=None, outcome="advanced").exists()
        was_taken = self.is_place_taken()
        returns = candidacy.has_ended and ballot_status in RUNNING
        with suppress(ValidationError):
            ledger.runs.set_ballot_status(
                candidacy,
                Candidacy.BallotStatus(ballot_status),
                on=datetime.date(2026, 9, 1),
                source_url=SOURCE,
                now=timezone.now(),
            )
            assert not (returns and has_won and was_taken)
            return
        assert returns
        assert has_won
        assert was_taken

    def is_place_taken(self) -> bool:
        advanced = StageResult.objects.filter(retracted_at=None, outcome="advanced")
        return advanced.filter(candidacy__ballot_status__in=RUNNING).exists()

    @invariant()
    def the_last_answer_counts(self) -> None:
        if not hasattr(self, "run"):
            return
        live = self.live()
        last = max(live, key=lambda pk: live[pk].when, default=None)
        self.run.refresh_from_db()
        kind = live[last].kind if last else ""
        is_reviewed = last in self.under_review()
        status = STATUS_OF_KIND[UNDER_REVIEW if is_reviewed else kind]
        current = None if is_reviewed else last
        assert (self.run.current_answer_id, self.run.status) == (current, status)
        assert bool(self.run.review) == is_reviewed

    @invariant()
    def an_archived_run_stays_as_it_was(self) -> None:
        if self.archived:
            assert Candidacy.objects.filter(pk=self.past.pk).values().get() == self.archived


@pytest.mark.django_db
class TestACampaign:
    def test_says_what_it_said_last_whatever_was_recorded_when(self):
        run_state_machine_as_test(
            Campaign,
            settings=settings(
                max_examples=40 if IS_THOROUGH else 7, stateful_step_count=14, deadline=None
            ),
        )
