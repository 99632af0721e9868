"""Whatever happens to a record, and in whatever order: its sums hold and equal the ledger."""

from __future__ import annotations

import datetime
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

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
from candidates.ledger.people import merge_people
from candidates.ledger.refresh import differences, refresh_people
from candidates.models import Answer, Candidacy, Person, Race, Stage, StageResult
from candidates.models.choices import Outcome, Status
from candidates.statistics import record_figures, signers_of_texts
from tests.factories import (
    SOURCE,
    OrganizerFactory,
    RaceFactory,
    StageFactory,
    publish_answer,
    record_results,
    run,
    state,
)
from tests.thorough import IS_THOROUGH

if TYPE_CHECKING:
    from django.db.models import QuerySet

ENDS = {
    "withdrawn": Outcome.WITHDREW,
    "replaced": Outcome.WITHDREW,
    "switched_race": Outcome.WITHDREW,
    "disqualified": Outcome.DISQUALIFIED,
    "died": Outcome.DIED,
}
STATUS_BY_KIND = {
    "signed": Status.SIGNED,
    "signed_with_changes": Status.PENDING,
    "refused": Status.REFUSED,
    "rescinded": Status.REFUSED,
}
numbers = st.integers(0, 50)


class Given(NamedTuple):
    """An answer as this machine published it."""

    on: datetime.date
    kind: str


class Record(RuleBasedStateMachine):
    """A record of four people in four races, to which anything happens."""

    def __init__(self) -> None:
        super().__init__()
        self.published: dict[int, Given] = {}  # in the order of publishing
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.organizer = OrganizerFactory.create()
        michigan = RaceFactory.create()
        races = [
            michigan,
            RaceFactory.create(kind="special"),
            RaceFactory.create(senate=True),
            RaceFactory.create(delegate=True, jurisdiction=state("GU")),
        ]
        for race in races:
            StageFactory.create(race=race)
            StageFactory.create(race=race, kind="general", held_on=race.election_on)
            run(race=race)
        StageFactory.create(race=michigan, kind="primary", party="REP")

    @rule(number=numbers, kind=st.sampled_from(Answer.Kind), days=st.integers(-3, 3))
    def publish(self, number: int, kind: Answer.Kind, days: int) -> None:
        answered_on = datetime.date(2026, 3, 14) + datetime.timedelta(days=days)
        answer = publish_answer(chosen(own_rows(), number), kind, answered_on=answered_on)
        self.published[answer.pk] = Given(answered_on, kind)

    @precondition(lambda self: Answer.objects.filter(retracted_at=None).exists())
    @rule(number=numbers)
    def retract_an_answer(self, number: int) -> None:
        answer = chosen(Answer.objects.filter(retracted_at=None), number)
        ledger.answers.retract(answer, reason="Not theirs.", now=timezone.now())
        del self.published[answer.pk]

    @rule(number=numbers, stage=numbers, outcome=st.sampled_from(StageResult.Outcome))
    def record_a_result(self, number: int, stage: int, outcome: str) -> None:
        candidacy = chosen(own_rows(), number)
        election = chosen(Stage.objects.filter(race=candidacy.race), stage)
        with suppress(IntegrityError, ValidationError):  # it has a result or is void
            record_results(election, {candidacy: outcome})

    @precondition(lambda self: StageResult.objects.filter(retracted_at=None).exists())
    @rule(number=numbers)
    def retract_a_result(self, number: int) -> None:
        result = chosen(StageResult.objects.filter(retracted_at=None), number)
        ledger.stages.retract_result(result, reason="Mixed up.", now=timezone.now())

    @rule(number=numbers)
    def declare_void_or_reinstate(self, number: int) -> None:
        stage = chosen(Stage.objects.filter(superseded_by=None), number)
        change = ledger.stages.reinstate if stage.is_void else ledger.stages.declare_void
        change(stage, source_url=SOURCE, now=timezone.now())

    @precondition(lambda self: void_stages().exists())
    @rule(number=numbers)
    def hold_again(self, number: int) -> None:
        ledger.stages.hold_again(
            chosen(void_stages(), number),
            on=datetime.date(2026, 9, 1),
            source_url=SOURCE,
            now=timezone.now(),
        )

    @rule(
        number=numbers,
        ballot_status=st.sampled_from(
            [value for value in Candidacy.BallotStatus if value != "switched_race"]
        ),
    )
    def change_the_ballot_status(self, number: int, ballot_status: str) -> None:
        ledger.runs.set_ballot_status(
            chosen(own_rows(), number),
            Candidacy.BallotStatus(ballot_status),
            on=datetime.date(2026, 5, 1),
            source_url=SOURCE,
            now=timezone.now(),
        )

    @rule(number=numbers, race=numbers)
    def switch(self, number: int, race: int) -> None:
        candidacy = chosen(own_rows(), number)
        with suppress(ValidationError):  # one of the two runs has ended
            ledger.runs.switch_race(
                candidacy,
                chosen(Race.objects.exclude(pk=candidacy.race_id), race),
                on=datetime.date(2026, 4, 1),
                source_url=SOURCE,
                now=timezone.now(),
            )

    @rule(number=numbers, codes=st.lists(st.sampled_from(["WFP", "REP"]), unique=True))
    def stand_on_other_lines(self, number: int, codes: list[str]) -> None:
        candidacy = chosen(own_rows(), number)
        candidacy.other_party_codes = codes
        candidacy.save(update_fields=["other_party_codes"])
        refresh_people([candidacy.person_id], now=timezone.now())

    @rule(number=numbers, days=st.integers(-1, 1))
    def die(self, number: int, days: int) -> None:
        candidacy = chosen(own_rows(), number)
        person, election_on = candidacy.person, candidacy.race.election_on
        person.died_on = election_on + datetime.timedelta(days=days)
        person.died_source_url = SOURCE
        person.save(update_fields=["died_on", "died_source_url"])
        refresh_people([person.pk], now=timezone.now())

    @rule(number=numbers)
    def register_twice(self, number: int) -> None:
        kept = chosen(own_rows(), number)
        duplicate = run(person=kept.person, race=kept.race, duplicate_of=kept, is_current=False)
        refresh_people([duplicate.person_id], now=timezone.now())

    @rule(number=numbers)
    def somebody_new(self, number: int) -> None:
        if Person.objects.count() < 8:
            run(race=chosen(Race.objects.all(), number))

    @rule(number=numbers, other=numbers)
    def merge(self, number: int, other: int) -> None:
        people = Person.objects.filter(merged_into=None)
        with suppress(ValidationError):  # the same person, or both have answers in one race
            merge_people(
                chosen(people, number),
                chosen(people, other),
                by=self.organizer,
                now=timezone.now(),
            )

    @invariant()
    def nothing_stored_differs_from_the_ledger(self) -> None:
        assert list(differences(Candidacy.objects.all())) == []

    @invariant()
    def everybody_is_counted_once(self) -> None:
        counted = Counter(Candidacy.objects.counted().values_list("person", flat=True))
        assert counted == Counter(set(own_rows().values_list("person", flat=True)))

    @invariant()
    def sums_hold(self) -> None:
        race = Race.objects.first()
        if race is None:
            return
        figures = record_figures(race.cycle)
        assert figures.tracked == len(set(own_rows().values_list("person", flat=True)))
        assert sum(figures.outcomes.values()) == figures.signed
        assert sum(signers_of_texts(race.cycle).values()) == figures.signed
        for parts in (figures.by_state, figures.by_chamber):
            for name in ("signed", "refused", "pending", "tracked"):
                whole = getattr(figures, name)
                assert sum(getattr(part, name) for part in parts.values()) == whole
        places = [code for code, tally in figures.by_state.items() if tally.signed]
        assert figures.states == len(places) - ("GU" in places)
        assert figures.districts_and_territories == ("GU" in places)

    @invariant()
    def the_last_answer_decides(self) -> None:
        """Tell again, from what this machine did itself, what each campaign said in the end."""
        candidacy_of = dict(Answer.objects.values_list("pk", "candidacy"))
        said: dict[int, int] = {}
        for answer, given in self.published.items():
            earlier = said.get(candidacy_of[answer])
            if earlier is None or given.on >= self.published[earlier].on:
                said[candidacy_of[answer]] = answer
        for candidacy in Candidacy.objects.all():
            last = said.get(candidacy.pk)
            expected = STATUS_BY_KIND[self.published[last].kind] if last else Status.PENDING
            assert (candidacy.current_answer_id, candidacy.status) == (last, expected)

    @invariant()
    def leaving_is_not_losing_and_void_elections_decide_nothing(self) -> None:
        for candidacy in Candidacy.objects.all():
            in_force = candidacy.stage_results.filter(retracted_at=None)
            if ended := ENDS.get(candidacy.ballot_status):
                assert candidacy.outcome == ended
            elif not in_force.exclude(stage__status="void").exists():
                died_on = candidacy.person.died_on
                has_died = died_on and died_on <= candidacy.race.election_on
                assert candidacy.outcome == (Outcome.DIED if has_died else Outcome.ACTIVE)

    @invariant()
    def a_race_that_was_left_speaks_for_nobody_who_has_another(self) -> None:
        for candidacy in Candidacy.objects.counted():
            if candidacy.outcome == Outcome.WITHDREW:
                others = own_rows().filter(person=candidacy.person)
                assert not others.exclude(outcome=Outcome.WITHDREW).exists()


def own_rows() -> QuerySet[Candidacy]:
    """Return the candidacies that are nobody's second registration."""
    return Candidacy.objects.filter(duplicate_of=None)


def void_stages() -> QuerySet[Stage]:
    return Stage.objects.filter(status="void", superseded_by=None)


def chosen(rows: QuerySet[Any], number: int) -> Any:
    """Return the row that a number of chance stands for."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    return rows.model._default_manager.get(pk=ids[number % len(ids)])


@pytest.mark.django_db
class TestTheRecord:
    def test_adds_up_after_anything_in_any_order(self):
        run_state_machine_as_test(
            Record,
            settings=settings(
                max_examples=20 if IS_THOROUGH else 10, stateful_step_count=15, deadline=None
            ),
        )
