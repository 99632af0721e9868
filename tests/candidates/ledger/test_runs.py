"""Runs that no election ended, and people who switch races."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from candidates import ledger
from candidates.ledger.answers import carry_over
from candidates.models import Candidacy
from candidates.models.choices import Outcome, Status
from candidates.statistics import record_figures
from tests.candidates.filings import senate_race
from tests.factories import (
    SOURCE,
    RaceFactory,
    StageFactory,
    publish_answer,
    record_results,
    run,
    state,
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


class TestSwitchedRace:
    @pytest.fixture
    def moved(self) -> tuple[Candidacy, Candidacy]:
        """A signed House run that was given up for the Senate."""
        house = run(incumbency="I")
        publish_answer(house)
        senate = ledger.runs.switch_race(
            house,
            RaceFactory.create(senate=True, jurisdiction=state("MI")),
            on=datetime.date(2026, 3, 1),
            source_url=SOURCE,
            now=timezone.now(),
        )
        house.refresh_from_db()
        return house, senate

    def test_the_pledge_does_not_follow(self, moved):
        house, senate = moved
        assert (house.status, house.is_current) == (Status.SIGNED, False)
        assert (senate.status, senate.is_current) == (Status.PENDING, True)
        figures = record_figures(house.race.cycle)
        assert (figures.tracked, figures.signed, figures.pending) == (1, 0, 1)

    def test_an_organizer_carries_it_over_with_a_note(self, moved):
        house, senate = moved
        organizer, verifier = (publish_answer(run()).recorded_by for _ in range(2))
        answer = house.answers.get()
        draft = carry_over(answer, senate, by=organizer, note="Said so on 2 March.")
        assert not draft.is_published
        ledger.answers.verify(draft, by=verifier)
        ledger.answers.publish(draft, now=timezone.now())
        senate.refresh_from_db()
        assert senate.status == Status.SIGNED
        assert draft.carried_from == answer
        assert draft.lead_evidence.url == answer.lead_evidence.url
        assert draft.lead_evidence != answer.lead_evidence

    def test_leaving_a_race_is_not_losing_it(self, moved):
        house, _senate = moved
        assert house.outcome == Outcome.WITHDREW

    def test_leads_to_the_row_that_is_filed_there_already(self):
        house = run(fec_id="H6MI11001")
        filed = run(person=house.person, race=senate_race(), fec_id="S6MI00001")
        publish_answer(house)
        senate = ledger.runs.switch_race(
            house, filed.race, on=datetime.date(2026, 3, 1), source_url=SOURCE, now=timezone.now()
        )
        assert senate == filed
        house.refresh_from_db()
        assert (house.is_current, senate.is_current) == (False, True)
        figures = record_figures(house.race.cycle)
        assert (figures.signed, figures.pending) == (0, 1)

    def test_needs_two_runs_that_go_on(self, moved):
        house, senate = moved
        third = RaceFactory.create(district="12")
        with pytest.raises(ValidationError, match="already ended"):
            ledger.runs.switch_race(
                house, third, on=datetime.date(2026, 4, 1), source_url=SOURCE, now=timezone.now()
            )
        with pytest.raises(ValidationError, match="already ended"):
            ledger.runs.switch_race(
                senate,
                house.race,
                on=datetime.date(2026, 4, 1),
                source_url=SOURCE,
                now=timezone.now(),
            )
        assert house.person.candidacies.count() == 2
