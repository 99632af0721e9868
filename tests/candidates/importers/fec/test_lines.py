import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidates.importers.fec.lines import (
    CutLine,
    Filing,
    OtherElection,
    Refusal,
    cut,
    parse,
)
from candidates.parties import Party
from tests.fec_files import ADDRESS, fec_line


def said(**columns: str) -> Filing | OtherElection | Refusal:
    return parse(cut(7, fec_line(**columns)), 2026)


class TestCut:
    def test_keeps_ten_columns(self):
        line = cut(3, fec_line())
        assert line.number == 3
        assert line.columns == (
            *("H6MI11001", "QUARTZ, ADA", "DEM", "2026", "MI", "H", "11", "C", "C", "C00990001"),
        )

    def test_keeps_no_column_with_an_address(self):
        assert not set(ADDRESS[:3]) & set(cut(1, fec_line()).columns)

    @pytest.mark.parametrize("columns", [0, 1, 9, 10, 14, 16, 40])
    def test_keeps_only_the_id_of_a_line_with_another_number_of_columns(self, columns):
        text = "|".join(["H6MI11001", *["1 HIDDEN LANE"] * (columns - 1)])
        assert cut(1, text) == CutLine(1, ("H6MI11001",))

    @pytest.mark.parametrize("first", ["1 HIDDEN LANE", "", "SECRETVILLE", "H6MI1100", "C00990001"])
    def test_keeps_nothing_where_the_first_column_is_no_id(self, first):
        assert cut(1, f"{first}|QUARTZ, ADA") == CutLine(1, ())

    @pytest.mark.parametrize("text", ["H6MI1100", "S6", "h"])
    def test_keeps_an_id_that_the_line_ends_within(self, text):
        line = cut(1, text)
        assert (line.columns, line.fec_id, line.id_fragment) == ((text.upper(),), "", text.upper())

    @pytest.mark.parametrize("text", ["H6MI1|", "H6MI11001", "HIDDEN LANE", "P6000", "S 6", ""])
    def test_takes_nothing_else_for_an_id_that_was_cut(self, text):
        assert cut(1, text).id_fragment == ""

    @given(st.text(max_size=200))
    def test_keeps_at_most_ten_columns_of_any_text(self, text):
        assert len(cut(1, text).columns) in {0, 1, 10}


class TestParse:
    def test_reads_a_run(self):
        filing = said(name="CARLOTTA, ABEL LEE, JR", incumbency="i", state="mi")
        assert isinstance(filing, Filing)
        assert (filing.number, filing.fec_id) == (7, "H6MI11001")
        assert filing.raw_name == "CARLOTTA, ABEL LEE, JR"
        assert filing.name.full == "Abel Lee Carlotta Jr."
        assert filing.party == Party("DEM", "Democratic")
        assert (filing.state, filing.chamber, filing.district) == ("MI", "H", "11")
        assert filing.incumbency == "I"

    def test_takes_the_id_in_small_letters_and_with_blanks(self):
        assert said(fec_id=" h6mi11001 ").fec_id == "H6MI11001"

    def test_cuts_a_name_to_the_room_for_it_and_marks_it(self):
        name = said(
            name="QUARTZ, " + " ".join(f"ADA{'BCDFGHJKLM'[n % 10] * n}" for n in range(25))
        ).name
        assert max(len(name.full), len(name.sorted_as)) <= 200
        assert name.needs_check

    @pytest.mark.parametrize("incumbency", ["", "X", "IC"])
    def test_takes_an_unknown_incumbency_for_none(self, incumbency):
        assert said(incumbency=incumbency).incumbency == ""

    @pytest.mark.parametrize("year", ["2024", "2028", "2089", "1998"])
    def test_sets_other_years_apart(self, year):
        assert said(year=year) == OtherElection(7, is_other_office=False)

    @pytest.mark.parametrize("year", ["2026", "2028"])
    def test_sets_the_presidency_apart(self, year):
        line = said(fec_id="P60001234", office="P", state="US", district="00", year=year)
        assert line == OtherElection(7, is_other_office=True)

    def test_does_not_ask_more_of_a_line_for_another_year(self):
        assert isinstance(said(year="2024", name="", party="XYZ", state="ZZ"), OtherElection)

    @pytest.mark.parametrize(
        ("columns", "sentence"),
        [
            ({"fec_id": ""}, "Its first column isn’t an FEC ID."),
            ({"fec_id": "H6MI1100"}, "Its first column isn’t an FEC ID."),
            ({"fec_id": "CAND_ID"}, "Its first column isn’t an FEC ID."),
            ({"fec_id": "H６MI11001"}, "Its first column isn’t an FEC ID."),
            ({"fec_id": "P60001234"}, "Its ID isn’t for the House or the Senate."),
            ({"year": ""}, "Unknown election year: blank."),
            ({"year": "20X6"}, "Unknown election year: 20X6."),
            ({"year": "٢٠٢٦"}, "Unknown election year: not a code."),
            ({"name": ""}, "It has no name."),
            ({"name": " , "}, "It has no name."),
            ({"office": "X"}, "Unknown office: X."),
            ({"office": ""}, "Unknown office: blank."),
            ({"office": "1 HIDDEN LANE"}, "Unknown office: not a code."),
        ],
    )
    def test_says_why_it_refuses_a_line_and_quotes_codes_only(self, columns, sentence):
        refusal = said(**columns)
        assert isinstance(refusal, Refusal)
        assert (refusal.number, refusal.sentence) == (7, sentence)

    def test_refuses_a_line_with_another_number_of_columns(self):
        refusal = parse(cut(9, fec_line() + "|MORE"), 2026)
        assert refusal == Refusal(9, "H6MI11001", "It doesn’t have 15 columns.")

    @given(st.lists(st.text(max_size=20), min_size=10, max_size=10))
    def test_answers_any_columns(self, columns):
        assert parse(CutLine(1, tuple(columns)), 2026)

    @given(
        st.sampled_from(["H", "S", "P", "", "X"]),
        st.sampled_from(["2026", "2024", ""]),
        st.text(max_size=30),
        st.text(max_size=5),
    )
    def test_answers_any_text_in_a_line(self, office, year, name, party):
        assert parse(cut(1, fec_line(office=office, year=year, name=name, party=party)), 2026)
