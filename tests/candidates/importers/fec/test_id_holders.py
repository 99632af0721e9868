"""Files of several cycles over each other: an FEC id belongs to a person, not to a cycle."""

import pytest

from candidates.calendar import open_cycle
from candidates.importers.fec.report import Kind
from candidates.ledger.people import merge_people
from candidates.ledger.refresh import differences
from candidates.models import Candidacy, Cycle, FecId, Person, Race
from tests.candidates.importers.bringing import (
    FIRST,
    LATER,
    NEXT_DAY,
    bring,
    counts,
    details,
    hand_over,
    whole_record,
)
from tests.factories import CandidacyFactory, OrganizerFactory, run
from tests.fec_files import fec_line

pytestmark = pytest.mark.django_db


def line(fec_id: str = "H6MI11001", name: str = "QUARTZ, ADA", year: int = 2028, **columns) -> str:
    return fec_line(fec_id, name, year=str(year), **columns)


def run_of(fec_id: str, year: int) -> Candidacy:
    return Candidacy.objects.select_related("person", "race").get(
        fec_id=fec_id, race__cycle__year=year
    )


class TestANewCycle:
    def test_is_another_run_of_the_same_person(self):
        bring(line(year=2026))
        before = run_of("H6MI11001", 2026)
        report = bring(line(district="12", party="IND"), year=2028, now=LATER)
        assert counts(report) == {"new": 1}
        assert details(report, Kind.NEW) == ["Independent Ran in 2026."]
        again = run_of("H6MI11001", 2028)
        assert (again.person, again.race.code) == (before.person, "MI-12")
        assert (again.is_current, again.party_code) == (True, "IND")
        assert run_of("H6MI11001", 2026).updated_at == FIRST
        assert Person.objects.count() == FecId.objects.count() == 1
        assert not list(differences(Candidacy.objects.all()))

    def test_changes_nothing_when_it_comes_twice_or_an_older_file_comes_after_it(self):
        older = [line(year=2026), line("H6MI11002", "STONE, BEN", 2026)]
        newer = [line(name="QUARTZ-CLAY, ADA"), line("H8MI11003", "FERN, CORA")]
        bring(*older)
        bring(*newer, year=2028, now=NEXT_DAY)
        assert run_of("H6MI11001", 2026).person.full_name == "Ada Quartz-Clay"
        bring(*older, now=NEXT_DAY)
        before = whole_record()
        assert counts(bring(*newer, year=2028, now=LATER)) == {"unchanged": 2}
        assert counts(bring(*older, now=LATER)) == {"unchanged": 2}
        assert whole_record() == before

    def test_takes_names_from_the_file_of_the_latest_cycle_only(self):
        bring(line(name="QUARTZ, ADA LEE"), year=2028)
        bring(line(name="QUARTZ, ADA", year=2026), now=LATER)
        assert run_of("H6MI11001", 2026).person.full_name == "Ada Lee Quartz"
        bring(line(name="QUARTZ, ADA LEE, JR"), year=2028, now=LATER)
        assert run_of("H6MI11001", 2026).person.full_name == "Ada Lee Quartz Jr."

    def test_keeps_a_name_that_an_organizer_edited(self):
        bring(line(year=2026))
        Person.objects.update(full_name="Ada “Sparkle” Quartz")
        bring(line(name="QUARTZ, ADA LEE"), year=2028, now=LATER)
        person = Person.objects.get()
        assert (person.full_name, person.fec_name) == ("Ada “Sparkle” Quartz", "QUARTZ, ADA LEE")

    def test_leaves_the_rows_of_an_archived_one(self):
        bring(line(year=2026))
        Cycle.objects.update(archived_at=FIRST)
        bring(line(name="QUARTZ, ADA LEE"), year=2028, now=LATER)
        assert run_of("H6MI11001", 2026).updated_at == FIRST
        assert Person.objects.get().full_name == "Ada Lee Quartz"

    def test_takes_a_run_that_an_organizer_entered_without_its_id(self):
        bring(line(year=2026))
        open_cycle(2028)
        by_hand = CandidacyFactory.create(
            person=Person.objects.get(),
            race=Race.objects.get(cycle__year=2028, jurisdiction="MI", district="11"),
            party_name="By hand",
        )
        report = bring(line(incumbency="I"), year=2028, now=LATER)
        assert counts(report) == {"changed": 1}
        taken = run_of("H6MI11001", 2028)
        assert (taken.pk, taken.party_name, taken.incumbency) == (by_hand.pk, "By hand", "I")


class TestAnIdOfAnotherPerson:
    def test_waits_for_an_organizer_and_follows_what_they_do(self):
        run("Ben Stone", fec_id="H6MI11001")
        report = bring(line(), year=2028, now=LATER)
        assert counts(report) == {"needs_person": 1}
        [detail] = details(report, Kind.NEEDS_PERSON)
        assert detail.startswith("We have this FEC ID for Ben Stone.")
        Candidacy.objects.update(fec_id=None)
        FecId.objects.all().delete()
        assert counts(bring(line(), year=2028, now=LATER)) == {"new": 1}
        assert run_of("H6MI11001", 2028).person.full_name == "Ada Quartz"

    def test_is_theirs_after_a_change_of_one_name(self):
        bring(line(year=2026))
        bring(line(name="STONE, ADA"), year=2028, now=LATER)
        assert Person.objects.get().full_name == "Ada Stone"


class TestOnePersonWithSeveralIds:
    def test_runs_for_both_offices_and_is_counted_once(self):
        senate = line("S6MI00001", year=2026, office="S")
        bring(line(year=2026), senate)
        hand_over("S6MI00001", to=run_of("H6MI11001", 2026).person)
        newer = [line(state="CO", district="8"), line("S6MI00001", state="CO", office="S")]
        assert counts(bring(*newer, year=2028, now=LATER)) == {"new": 2}
        assert Candidacy.objects.filter(race__cycle__year=2028, is_current=True).count() == 1
        assert not list(differences(Candidacy.objects.all()))

    def test_registered_twice_for_one_race_is_linked_as_before(self):
        bring(line(year=2026), line("H6MI11002", year=2026))
        hand_over_as_duplicate = run_of("H6MI11001", 2026)
        Candidacy.objects.filter(pk=hand_over_as_duplicate.pk).update(is_current=False)
        kept = run_of("H6MI11002", 2026)
        FecId.objects.update(person=kept.person)
        Candidacy.objects.filter(fec_id="H6MI11001").update(duplicate_of=kept, person=kept.person)
        lines = [line(), line("H6MI11002")]
        assert counts(bring(*lines, year=2028, now=LATER)) == {"new": 2}
        assert run_of("H6MI11001", 2028).duplicate_of == run_of("H6MI11002", 2028)
        assert not list(differences(Candidacy.objects.all()))
        before = whole_record()
        assert counts(bring(*lines, year=2028, now=LATER)) == {"unchanged": 2}
        assert whole_record() == before

    def test_stays_one_after_a_merger(self):
        bring(line(year=2026), line("H6MI11002", "QUARTZ, ADA LEE", 2026, district="12"))
        kept, merged = run_of("H6MI11001", 2026).person, run_of("H6MI11002", 2026).person
        merge_people(kept, merged, by=OrganizerFactory.create(), now=LATER)
        bring(line("H6MI11002", "QUARTZ, ADA LEE", district="12"), year=2028, now=LATER)
        assert run_of("H6MI11002", 2028).person == kept
        assert not FecId.objects.exclude(person=kept).exists()
