import pytest
from django.utils import timezone

from candidates import ledger
from candidates.importers.fec.merge import changes, known_runs
from candidates.importers.fec.report import Kind
from candidates.ledger.refresh import differences
from candidates.models import Candidacy, Cycle, Race
from tests.candidates.importers.bringing import FIRST, LATER, bring, counts, details, hand_over, row
from tests.factories import CandidacyFactory, StageFactory, draft_answer, record_results, run
from tests.fec_files import fec_line


class TestChanges:
    @pytest.mark.parametrize(
        ("base", "theirs", "ours", "changed"),
        [
            # What the file said, what it says now, what the record holds, what is taken.
            ("DEM", "DEM", "DEM", {}),
            ("DEM", "REP", "DEM", {"party_code": "REP"}),
            ("DEM", "DEM", "IND", {}),
            ("DEM", "REP", "IND", {}),
            ("DEM", "REP", "REP", {}),
            ("DEM", "", "DEM", {"party_code": ""}),
            ("DEM", "REP", "", {}),
            ("", "REP", "", {"party_code": "REP"}),
        ],
    )
    def test_takes_what_the_file_changed_and_nobody_else(self, base, theirs, ours, changed):
        assert (
            changes({"party_code": base}, {"party_code": theirs}, {"party_code": ours}) == changed
        )

    @pytest.mark.parametrize(("ours", "changed"), [("", {"party_code": "REP"}), ("DEM", {})])
    def test_fills_only_what_is_empty_where_the_file_said_nothing_before(self, ours, changed):
        assert changes({}, {"party_code": "REP"}, {"party_code": ours}) == changed

    @pytest.mark.parametrize("edited", ["full_name", "sort_name", "suffix"])
    def test_leaves_a_whole_name_of_which_an_organizer_edited_a_part(self, edited):
        base = {"full_name": "Ada Quartz", "sort_name": "Quartz, Ada", "suffix": ""}
        theirs = {"full_name": "Ada Clay Jr.", "sort_name": "Clay, Ada", "suffix": "Jr."}
        assert changes(base, theirs, base) == theirs
        assert changes(base, theirs, base | {edited: "Sparkle"}) == {}

    @pytest.mark.parametrize(
        ("ours", "changed"),
        [
            (("DEM", "Democratic"), {"party_code": "REP", "party_name": "Republican"}),
            (("DEM", "Democratic-Farmer-Labor"), {}),
            (("DFL", "Democratic"), {}),
            # What an organizer knew before the file is no edit against it.
            (("REP", "Democratic"), {"party_name": "Republican"}),
        ],
    )
    def test_leaves_a_party_of_which_an_organizer_edited_a_part(self, ours, changed):
        base = {"party_code": "DEM", "party_name": "Democratic"}
        theirs = {"party_code": "REP", "party_name": "Republican"}
        assert changes(base, theirs, dict(zip(base, ours, strict=True))) == changed

    def test_fills_no_part_of_what_an_organizer_entered(self):
        theirs = {"full_name": "Ada Clay Jr.", "sort_name": "Clay, Ada", "suffix": "Jr."}
        ours = {"full_name": "Ada Quartz", "sort_name": "Quartz, Ada", "suffix": ""}
        assert changes({}, theirs, ours) == {}

    def test_decides_what_does_not_belong_together_each_for_itself(self):
        base = {"full_name": "Ada Quartz", "party_code": "DEM", "incumbency": "C"}
        theirs = {"full_name": "Ada Clay", "party_code": "REP", "incumbency": "O"}
        ours = base | {"full_name": "Ada “Sparkle” Quartz"}
        assert changes(base, theirs, ours) == {"party_code": "REP", "incumbency": "O"}

    def test_takes_the_raw_name_in_any_case(self):
        theirs, ours = {"fec_name": "QUARTZ, ADA"}, {"fec_name": "SOMETHING ELSE"}
        assert changes({}, theirs, ours) == theirs
        assert changes(theirs, theirs, ours) == {}


@pytest.mark.django_db
class TestKnownRuns:
    def test_returns_the_rows_with_an_id_as_they_stand(self):
        candidacy = run("Ada Quartz", fec_id="H6MI11001", incumbency="C")
        run("Ben Clay")
        [known] = known_runs(Cycle.objects.get()).values()
        assert (known.pk, known.person_id) == (candidacy.pk, candidacy.person_id)
        assert (known.fec_id, known.missing_since, known.base) == ("H6MI11001", None, {})
        assert known.values == {
            "full_name": "Ada Quartz",
            "sort_name": "Quartz, Ada",
            "suffix": "",
            "fec_name": "",
            "name_needs_check": False,
            "party_code": "DEM",
            "party_name": "Democratic",
            "incumbency": "C",
            "race_id": candidacy.race_id,
        }


@pytest.mark.django_db
class TestObstacles:
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
