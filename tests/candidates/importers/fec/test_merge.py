import pytest

from candidates.importers.fec.merge import changes, known_runs
from candidates.models import Cycle
from tests.factories import run


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
