"""Who is who, and which of a person's runs speaks for them."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from candidates import ledger
from candidates.importers.fec.imports import import_now
from candidates.ledger.answers import carry_over
from candidates.ledger.people import merge_people
from candidates.ledger.refresh import refresh_people
from candidates.models import Candidacy, LinkSuggestion, Race
from candidates.models.choices import Outcome, Status
from candidates.statistics import record_figures
from tests.factories import (
    SOURCE,
    CandidacyFactory,
    OrganizerFactory,
    RaceFactory,
    StageFactory,
    publish_answer,
    record_results,
    run,
    state,
)
from tests.fec_files import fec_file, fec_line

pytestmark = pytest.mark.django_db
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
        with pytest.raises(ValidationError, match="rows in one race"):
            ledger.runs.link_as_duplicate(other, kept, now=timezone.now())


class TestOneName:
    def test_two_candidates_of_one_name_keep_their_own_answers(self):
        first, second = filed("WILLOW, NOOR", "WILLOW, NOOR")
        publish_answer(first)
        second.refresh_from_db()
        assert (first.status, second.status) == (Status.SIGNED, Status.PENDING)
        assert first.person.slug != second.person.slug

    def test_father_and_son_are_two_people(self):
        father, son = filed("FERN, ABEL SR", "FERN, ABEL JR")
        publish_answer(son, "refused")
        father.refresh_from_db()
        assert father.status == Status.PENDING
        assert record_figures(father.race.cycle).tracked == 2
        assert not LinkSuggestion.objects.exists()


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
        with pytest.raises(ValidationError, match="ended already"):
            ledger.runs.switch_race(
                house, third, on=datetime.date(2026, 4, 1), source_url=SOURCE, now=timezone.now()
            )
        with pytest.raises(ValidationError, match="ended already"):
            ledger.runs.switch_race(
                senate,
                house.race,
                on=datetime.date(2026, 4, 1),
                source_url=SOURCE,
                now=timezone.now(),
            )
        assert house.person.candidacies.count() == 2


class TestSeveralRuns:
    """Which of a person's runs speaks for them."""

    def test_a_lost_primary_gives_way_to_the_race_that_is_still_open(self):
        house = run()
        publish_answer(house)
        senate = run(person=house.person, race=senate_race())
        record_results(StageFactory.create(race=house.race), {house: "lost"})
        senate.refresh_from_db()
        assert (house.is_current, senate.is_current) == (False, True)

    def test_somebody_who_withdrew_before_the_vote_speaks_from_the_other_race(self):
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
        vote = StageFactory.create(race=special.race, kind="special", held_on=ELECTION_DAY)
        record_results(vote, {special: "lost"})
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


def filed(*names: str) -> list[Candidacy]:
    """Return the candidacies that the FEC's file makes of these names in one race."""
    lines = [fec_line(f"H6MI1100{number}", name) for number, name in enumerate(names)]
    import_now(fec_file(*lines), file_name="cn.txt", cycle_year=2026, now=timezone.now())
    return list(Candidacy.objects.order_by("fec_id"))


def senate_race() -> Race:
    return RaceFactory.create(senate=True, jurisdiction=state("MI"))
