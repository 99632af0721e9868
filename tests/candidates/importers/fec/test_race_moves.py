import pytest
from django.utils import timezone

from candidates import ledger
from candidates.importers.fec.report import Kind
from candidates.ledger.refresh import differences
from candidates.models import Candidacy, Race
from tests.candidates.importers.bringing import FIRST, LATER, bring, counts, details, hand_over, row
from tests.factories import CandidacyFactory, StageFactory, draft_answer, record_results
from tests.fec_files import fec_line

pytestmark = pytest.mark.django_db


class TestAnotherDistrict:
    MOVED = fec_line(district="12")

    @pytest.fixture
    def candidacy(self) -> Candidacy:
        bring(fec_line())
        return row()

    def test_is_followed_where_nothing_hangs_on_the_old_race(self, candidacy):
        report = bring(self.MOVED, now=LATER)
        assert counts(report) == {"changed": 1}
        assert details(report, Kind.CHANGED) == ["Race: MI-11 → MI-12."]
        assert (row().race.code, row().updated_at) == ("MI-12", LATER)
        assert not list(differences(Candidacy.objects.all()))

    def test_is_not_followed_over_an_organizers_edit(self, candidacy):
        Candidacy.objects.update(race=Race.objects.get(jurisdiction="MI", district="10"))
        assert counts(bring(self.MOVED, now=LATER)) == {"unchanged": 1}
        assert row().race.code == "MI-10"

    def with_answer(self, candidacy: Candidacy) -> None:
        draft_answer(candidacy)

    def with_result(self, candidacy: Candidacy) -> None:
        record_results(StageFactory.create(race=candidacy.race, party="X"), {candidacy: "lost"})

    def with_ballot_status(self, candidacy: Candidacy) -> None:
        ledger.runs.set_ballot_status(
            candidacy, Candidacy.BallotStatus.QUALIFIED, on=None, source_url="", now=timezone.now()
        )

    def with_duplicate(self, candidacy: Candidacy) -> None:
        CandidacyFactory.create(
            person=candidacy.person, race=candidacy.race, duplicate_of=candidacy, is_current=False
        )

    def with_another_run_there(self, candidacy: Candidacy) -> None:
        there = Race.objects.get(jurisdiction="MI", district="12")
        CandidacyFactory.create(person=candidacy.person, race=there)

    @pytest.mark.parametrize(
        ("hang", "sentence"),
        [
            (with_answer, "It has answers."),
            (with_result, "It has results."),
            (with_ballot_status, "Its ballot status was set for the old race."),
            (with_duplicate, "It’s linked as a duplicate."),
            (with_another_run_there, "The person already has a candidacy in the new race."),
        ],
    )
    def test_needs_a_person_where_something_hangs_on_the_old_race(self, candidacy, hang, sentence):
        hang(self, candidacy)
        for now in (FIRST, LATER):  # said again until somebody moves the row
            report = bring(self.MOVED, now=now)
            assert counts(report) == {"needs_person": 1}
            assert details(report, Kind.NEEDS_PERSON) == [f"Race: MI-11 → MI-12. {sentence}"]
            assert row().race.code == "MI-11"

    def test_is_settled_when_an_organizer_has_moved_the_row(self, candidacy):
        self.with_ballot_status(candidacy)
        bring(self.MOVED)
        Candidacy.objects.update(race=Race.objects.get(jurisdiction="MI", district="12"))
        assert counts(bring(self.MOVED, now=LATER)) == {"unchanged": 1}
        assert counts(bring(fec_line(district="13"), now=LATER)) == {"needs_person": 1}

    def test_takes_the_other_values_all_the_same(self, candidacy):
        self.with_answer(candidacy)
        bring(fec_line(district="12", party="IND"), now=LATER)
        assert (row().race.code, row().party_code) == ("MI-11", "IND")

    def test_of_two_rows_of_one_person_is_followed_by_one(self, candidacy):
        bring(fec_line(), fec_line("H6MI10001", district="10"))
        hand_over("H6MI10001", to=candidacy.person)
        report = bring(self.MOVED, fec_line("H6MI10001", district="12"), now=LATER)
        assert counts(report) == {"changed": 1, "needs_person": 1}
