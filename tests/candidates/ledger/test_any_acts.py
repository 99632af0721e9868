"""Whatever is done at once and undone, in whatever order: every row is as expected."""

from __future__ import annotations

import datetime
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, transaction

from candidates import ledger
from candidates.ledger import acts
from candidates.ledger.pairs import keep_pairs_apart, merge_pairs
from candidates.ledger.snapshots import snapshot
from candidates.models import (
    Act,
    Candidacy,
    FecId,
    LinkSuggestion,
    Outreach,
    Person,
    Stage,
    StageResult,
)
from tests.factories import OrganizerFactory, OutreachFactory, RaceFactory, StageFactory, run
from tests.thorough import IS_THOROUGH

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
SEQUENCES, STEPS = (30, 12) if IS_THOROUGH else (2, 7)
DERIVED = ("status", "outcome", "is_current", "current_answer_id", "runoff_on")


class World:
    """Four people in two races, and what happened to them."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.by = OrganizerFactory.create()
        self.now = START
        races = [RaceFactory.create(), RaceFactory.create(district="12")]
        runs = [run(race=races[number % 2], fec_id=f"H6MI1100{number}") for number in range(4)]
        people = [each.person for each in runs]
        for first, second in ((0, 1), (0, 2), (1, 3), (2, 3)):
            LinkSuggestion.objects.create(
                first=people[first], second=people[second], reason="Same."
            )
        self.stages = [StageFactory.create(race=race, advances=4) for race in races]
        self.done: list[tuple[Act, Any]] = []

    def everything(self) -> dict[Any, Any]:
        models = (Person, FecId, Candidacy, LinkSuggestion, Outreach, Stage)
        held: dict[Any, Any] = {
            (model.__name__, row.pk): snapshot(row)
            for model in models
            for row in model.objects.all()
        }
        for row in Candidacy.objects.all():
            held["derived", row.pk] = [getattr(row, name) for name in DERIVED]
        held["results"] = set(
            StageResult.objects.unretracted().values_list("candidacy", "stage", "outcome")
        )
        return held

    def act(self) -> None:
        """Do something at random as one act, or find that the rules refuse it."""
        self.now += datetime.timedelta(hours=1)
        before = self.everything()
        known = set(Act.objects.values_list("pk", flat=True))
        ways = (self.contacts, self.outreach, self.results, self.merge, self.keep_apart)
        with suppress(ValidationError), transaction.atomic():
            self.random.choice(ways)()
        for act in Act.objects.exclude(pk__in=known):
            self.done.append((act, before))

    def contacts(self) -> None:
        chosen = self.random.sample(list(Candidacy.objects.values_list("pk", flat=True)), 2)
        with self.acting(Act.Kind.SHEET) as act:
            for row in acts.locked(Candidacy, chosen):
                act.set(
                    row,
                    contact_email=self.random.choice(["", "a@example.org", "b@example.org"]),
                    campaign_url=self.random.choice(["", "https://a.example/"]),
                    assigned_to=self.random.choice([None, self.by]),
                )

    def outreach(self) -> None:
        counted = Candidacy.objects.listed()
        with self.acting(Act.Kind.OUTREACH) as act:
            act.created(OutreachFactory.create(candidacy=self.random.choice(list(counted))))

    def results(self) -> None:
        stage = self.random.choice(self.stages)
        stage.refresh_from_db()
        waiting = Candidacy.objects.listed().filter(race=stage.race)
        waiting = waiting.exclude(stage_results__in=StageResult.objects.unretracted())
        outcomes = {each: self.random.choice(["advanced", "lost"]) for each in waiting}
        if not outcomes:
            return
        rows = Stage.objects.filter(pk=stage.pk), StageResult.objects.filter(stage=stage)
        with self.acting(Act.Kind.RESULTS) as act, act.noting(*rows):
            ledger.stages.record_results(
                stage, outcomes, source_url="https://example.org/", by=self.by, now=self.now
            )

    def merge(self) -> None:
        merge_pairs(self.pairs(), by=self.by, now=self.now)

    def keep_apart(self) -> None:
        keep_pairs_apart(self.pairs(), by=self.by, now=self.now)

    def pairs(self) -> list[LinkSuggestion]:
        undecided = list(LinkSuggestion.objects.undecided())
        if not undecided:
            raise ValidationError("Nothing to decide.")
        return self.random.sample(undecided, 1)

    def acting(self, kind: Act.Kind) -> Any:
        return acts.acting(kind, title="Something", by=self.by, now=self.now)

    def undo(self, act: Act) -> bool:
        self.now += datetime.timedelta(hours=1)
        return acts.undo(act, by=self.by, now=self.now)

    def check(self) -> None:
        call_command("check_record", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_undoing_from_the_last_act_back_brings_every_row_back(seed):
    world = World(seed)
    for _step in range(STEPS):
        world.act()
        world.check()
    assert world.done
    for act, before in reversed(world.done):
        assert world.undo(act)
        assert world.everything() == before
        world.check()


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_undoing_any_act_puts_it_back_whole_or_changes_nothing(seed):
    world = World(1000 + seed)
    for _step in range(STEPS):
        world.act()
        if not world.done or world.random.random() < 0.4:
            continue
        act, _before = world.random.choice(world.done)
        held = world.everything()
        try:
            is_undone = world.undo(act)
        except ValidationError:
            assert world.everything() == held
        else:
            assert is_undone
            world.done = [each for each in world.done if each[0] != act]
        world.check()
