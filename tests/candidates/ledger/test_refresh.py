import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from candidates import ledger
from candidates.ledger.people import merge_people
from candidates.ledger.refresh import open_again, refresh_people
from candidates.models import Candidacy, Cycle, Person, Race
from candidates.models.choices import Outcome
from candidates.statistics import record_figures
from tests.candidates.filings import filed, senate_race
from tests.factories import (
    CandidacyFactory,
    OrganizerFactory,
    RaceFactory,
    StageFactory,
    publish_answer,
    record_results,
    run,
    state,
)

pytestmark = pytest.mark.django_db


class TestRefreshPeople:
    def test_changes_no_row_that_is_right(self):
        candidacy = run()
        publish_answer(candidacy)
        before = candidacy.updated_at
        assert refresh_people([candidacy.person_id], now=timezone.now()) == 0
        candidacy.refresh_from_db()
        assert candidacy.updated_at == before

    def test_repairs_what_somebody_wrote_past_the_verbs(self):
        candidacy = run()
        publish_answer(candidacy)
        Candidacy.objects.update(outcome=Outcome.ELECTED)
        refresh_people(Person.objects.values_list("pk", flat=True), now=timezone.now())
        assert Candidacy.objects.get().outcome == Outcome.ACTIVE


ELECTION_DAY = datetime.date(2026, 11, 3)


class TestOnePersonTwoElections:
    def test_special_and_regular_election_on_one_day_count_one_person(self):
        regular = RaceFactory.create(jurisdiction=state("TX"), district="18")
        special = RaceFactory.create(jurisdiction=state("TX"), district="18", kind="special")
        first = run(race=regular)
        second = CandidacyFactory.create(person=first.person, race=special)
        publish_answer(second)
        figures = record_figures(regular.cycle)
        assert (figures.tracked, figures.signed, figures.pending) == (1, 1, 0)
        assert Candidacy.objects.listed().count() == 2

    def test_one_run_registered_twice_is_linked_and_counted_once(self):
        kept, twin = filed("BASALT, INES", "BASALT, INES MARIE")
        publish_answer(kept)
        merge_people(kept.person, twin.person, by=OrganizerFactory.create(), now=timezone.now())
        figures = record_figures(kept.race.cycle)
        assert (figures.tracked, figures.signed) == (1, 1)
        assert list(Candidacy.objects.listed()) == [kept]

    def test_two_rows_of_one_person_in_one_race_need_the_link(self):
        kept = run()
        with pytest.raises(IntegrityError, match="candidacy_is_one_per_person_and_race"):
            CandidacyFactory.create(person=kept.person, race=kept.race)

    def test_a_duplicate_with_a_record_of_its_own_cannot_be_hidden(self):
        kept = run(fec_id="H6MI11001")
        other = run(race__district="12", person=kept.person)
        with pytest.raises(ValidationError, match="same person in the same race"):
            ledger.runs.link_as_duplicate(other, kept, now=timezone.now())


class TestSeveralRuns:
    """Which of a person's runs speaks for them."""

    def test_a_lost_primary_gives_way_to_the_race_that_is_still_open(self):
        house = run()
        publish_answer(house)
        senate = run(person=house.person, race=senate_race())
        record_results(StageFactory.create(race=house.race), {house: "lost"})
        senate.refresh_from_db()
        assert (house.is_current, senate.is_current) == (False, True)

    def test_somebody_who_withdrew_before_the_election_speaks_from_the_other_race(self):
        house = run()
        publish_answer(house)
        senate = run(person=house.person, race=senate_race())
        record_results(StageFactory.create(race=house.race), {house: "withdrew"})
        senate.refresh_from_db()
        assert (house.is_current, senate.is_current) == (False, True)

    def test_a_lost_special_election_gives_way_to_the_regular_one(self):
        special = run(race__kind="special")
        publish_answer(special)
        regular = run(person=special.person)
        election = StageFactory.create(race=special.race, kind="special", held_on=ELECTION_DAY)
        record_results(election, {special: "lost"})
        record_results(StageFactory.create(race=regular.race), {regular: "won"})
        special.refresh_from_db()
        assert (special.is_current, regular.is_current) == (False, True)

    def test_a_cancelled_race_gives_way_to_the_one_that_replaces_it(self):
        cancelled = run()
        publish_answer(cancelled)
        again = Race.objects.create(
            cycle=cancelled.race.cycle,
            jurisdiction=cancelled.race.jurisdiction,
            chamber="H",
            district="11",
            election_on=ELECTION_DAY,
            replaces=cancelled.race,
        )
        replacement = run(person=cancelled.person, race=again)
        refresh_people([cancelled.person_id], now=timezone.now())
        for candidacy in (cancelled, replacement):
            candidacy.refresh_from_db()
        assert (cancelled.is_current, replacement.is_current) == (False, True)


class TestOpenAgain:
    def test_stores_what_happened_while_the_cycle_was_archived(self):
        candidacy = run()
        cycle = candidacy.race.cycle
        Cycle.objects.update(archived_at=timezone.now())
        day = datetime.date(2026, 5, 1)
        Person.objects.update(died_on=day, died_source_url="https://example.org/")
        refresh_people([candidacy.person_id], now=timezone.now())
        assert Candidacy.objects.get().outcome == Outcome.ACTIVE
        Cycle.objects.update(archived_at=None)
        open_again(cycle, now=timezone.now())
        assert Candidacy.objects.get().outcome == Outcome.DIED
