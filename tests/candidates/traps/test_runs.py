"""Runs that no vote ended, and cycles that nobody may change any more."""

import datetime
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaign.lib.admin.constraint_messages import constraint_name
from candidates import ledger
from candidates.models import Candidacy, Cycle
from candidates.models.choices import Outcome, Status
from candidates.statistics import record_figures
from tests.factories import (
    SOURCE,
    StageFactory,
    draft_answer,
    publish_answer,
    record_results,
    run,
)

pytestmark = pytest.mark.django_db
ELECTION_DAY = datetime.date(2026, 11, 3)


class TestEndsWithoutAVote:
    @pytest.mark.parametrize(
        ("ballot_status", "outcome"),
        [
            ("died", Outcome.DIED),
            ("withdrawn", Outcome.WITHDREW),
            ("replaced", Outcome.WITHDREW),
            ("disqualified", Outcome.DISQUALIFIED),
        ],
    )
    def test_says_how_the_run_ended(self, ballot_status, outcome):
        candidacy = run()
        publish_answer(candidacy)
        ledger.runs.set_ballot_status(
            candidacy,
            Candidacy.BallotStatus(ballot_status),
            on=datetime.date(2026, 9, 1),
            source_url=SOURCE,
            now=timezone.now(),
        )
        assert (candidacy.status, candidacy.outcome) == (Status.SIGNED, outcome)
        figures = record_figures(candidacy.race.cycle)
        assert figures.outcomes[outcome] == figures.signed == 1

    def test_an_end_without_a_source_is_refused_by_the_database(self):
        candidacy = run()
        with pytest.raises(IntegrityError, match="candidacy_that_ended_has_date_and_source"):
            ledger.runs.set_ballot_status(
                candidacy, Candidacy.BallotStatus.DIED, on=None, source_url="", now=timezone.now()
            )

    def test_a_death_noted_with_the_person_ends_what_is_undecided(self):
        candidacy = run(person__died_on=ELECTION_DAY, person__died_source_url=SOURCE)
        publish_answer(candidacy)
        assert candidacy.outcome == Outcome.DIED
        general = StageFactory.create(race=candidacy.race, kind="general", held_on=ELECTION_DAY)
        record_results(general, {candidacy: "won"})
        assert candidacy.outcome == Outcome.ELECTED

    def test_a_death_after_the_election_ends_no_run(self):
        day = ELECTION_DAY + datetime.timedelta(days=1)
        candidacy = run(person__died_on=day, person__died_source_url=SOURCE)
        publish_answer(candidacy)
        assert candidacy.outcome == Outcome.ACTIVE

    def test_a_nominee_and_the_replacement_are_both_on_record(self):
        nominee = run()
        record_results(StageFactory.create(race=nominee.race), {nominee: "advanced"})
        ledger.runs.set_ballot_status(
            nominee,
            Candidacy.BallotStatus.REPLACED,
            on=datetime.date(2026, 9, 1),
            source_url=SOURCE,
            now=timezone.now(),
        )
        replacement = run(race=nominee.race)
        assert (nominee.outcome, replacement.outcome) == (Outcome.WITHDREW, Outcome.ACTIVE)
        assert Candidacy.objects.listed().count() == 2


class TestArchivedCycle:
    def test_is_read_only_whoever_writes(self):
        candidacy = run()
        answer = draft_answer(candidacy)
        stage = StageFactory.create(race=candidacy.race)
        Cycle.objects.update(archived_at=timezone.now())
        changes: dict[str, Callable[[], object]] = {
            "race": lambda: candidacy.race.save(),
            "stage": lambda: stage.save(),
            "candidacy": lambda: run(race=candidacy.race),
            "answer": lambda: answer.save(),
            "stage_result": lambda: record_results(stage, {candidacy: "won"}),
        }
        for table, change in changes.items():
            with pytest.raises(IntegrityError, match="archived") as refusal, transaction.atomic():
                change()
            assert constraint_name(refusal.value) == f"{table}_stays_as_archived"

    def test_is_opened_again_by_taking_the_archiving_back(self):
        candidacy = run()
        Cycle.objects.update(archived_at=timezone.now())
        Cycle.objects.update(archived_at=None)
        publish_answer(candidacy)
        assert candidacy.status == Status.SIGNED
