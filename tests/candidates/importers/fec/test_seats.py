import datetime

import pytest

from candidates.calendar import open_cycle
from candidates.importers.fec.lines import Filing, cut, parse
from candidates.importers.fec.seats import Seats
from candidates.models import Race
from tests.fec_files import fec_line

pytestmark = pytest.mark.django_db


def filing(state: str, office: str, district: str, year: int = 2026) -> Filing:
    line = parse(
        cut(1, fec_line(state=state, office=office, district=district, year=str(year))), year
    )
    assert isinstance(line, Filing)
    return line


class TestSeats:
    @pytest.fixture
    def seats(self) -> Seats:
        return Seats(open_cycle(2026))

    @pytest.mark.parametrize(
        ("state", "office", "district", "seat"),
        [
            ("MI", "H", "11", "MI-11"),
            ("MI", "H", "1", "MI-01"),
            ("CA", "H", "52", "CA-52"),
            ("MI", "S", "00", "MI-Sen"),
            ("MI", "S", "", "MI-Sen"),
            ("MI", "S", "07", "MI-Sen"),
            *(
                ("AK", "H", district, "AK-AL")
                for district in ("", "0", "00", "1", "01", "98", "99")
            ),
            ("DC", "H", "98", "DC-AL"),
            ("MP", "H", "01", "MP-AL"),
            ("FL", "S", "00", "FL-Sen special"),
            ("OH", "S", "00", "OH-Sen special"),
        ],
    )
    def test_finds_the_race(self, seats, state, office, district, seat):
        assert seats.race_of(filing(state, office, district)).code == seat

    @pytest.mark.parametrize(
        ("state", "office", "district", "sentence"),
        [
            ("ZZ", "H", "01", "Unknown state: ZZ."),
            ("", "H", "01", "Unknown state: blank."),
            ("US", "S", "00", "Unknown state: US."),
            ("CA", "S", "00", "California has no Senate race in 2026."),
            ("DC", "S", "00", "District of Columbia has no Senate race in 2026."),
            ("PR", "H", "00", "Puerto Rico has no House race in 2026."),
            ("MI", "H", "", "It names no district. Michigan has 13."),
            ("MI", "H", "00", "It’s for an at-large seat, but Michigan has 13 districts."),
            ("MI", "H", "14", "Michigan has no district 14."),
            ("MI", "H", "99", "Michigan has no district 99."),
            ("AK", "H", "02", "Alaska has no district 02."),
            ("MI", "H", "XI", "Unknown district: XI."),
            ("MI", "H", "١١", "Unknown district: not a code."),
            ("MI", "H", "1" * 5000, "Unknown district: not a code."),
        ],
    )
    def test_says_why_there_is_none(self, seats, state, office, district, sentence):
        refusal = seats.race_of(filing(state, office, district))
        assert (refusal.number, refusal.fec_id) == (1, "H6MI11001")
        assert (refusal.sentence, refusal.needs_person) == (sentence, False)

    def test_finds_puerto_rico_in_its_year(self):
        race = Seats(open_cycle(2028)).race_of(filing("PR", "H", "00", year=2028))
        assert race.title == Race.Title.RESIDENT_COMMISSIONER

    def test_prefers_the_regular_election_where_both_fill_one_seat_on_one_day(self):
        cycle = open_cycle(2026)
        regular = self.with_a_special_of("MI", senate_class=2)
        assert Seats(cycle).race_of(filing("MI", "S", "00")) == regular

    @pytest.mark.parametrize(
        "special",
        [{"senate_class": 1}, {"senate_class": 2, "election_on": datetime.date(2026, 4, 7)}],
        ids=["of another class", "of another day"],
    )
    def test_leaves_a_line_to_a_person_where_another_seat_or_day_is_possible(self, special):
        cycle = open_cycle(2026)
        regular = self.with_a_special_of("MI", **special)
        seats = Seats(cycle)
        assert seats.race_of(filing("MI", "S", "00")).needs_person
        for race in Race.objects.filter(jurisdiction="MI", chamber="S"):
            assert seats.race_of(filing("MI", "S", "00"), now_in=race.pk) == race
        assert seats.race_of(filing("MI", "S", "00"), now_in=regular.pk) == regular

    def with_a_special_of(self, state: str, **values: object) -> Race:
        """Add a special election for the Senate; return the regular one."""
        regular = Race.objects.get(jurisdiction=state, chamber="S")
        common = {"cycle": regular.cycle, "jurisdiction_id": state, "chamber": "S"}
        common |= {"title": "senator", "kind": "special", "election_on": regular.election_on}
        Race.objects.create(**{**common, **values})
        return regular

    def test_finds_the_race_that_replaces_a_cancelled_one(self):
        cycle = open_cycle(2026)
        cancelled = Race.objects.get(jurisdiction="MI", district="11")
        replacement = Race.objects.create(
            cycle=cycle,
            jurisdiction_id="MI",
            chamber="H",
            district="11",
            election_on=datetime.date(2026, 12, 8),
            replaces=cancelled,
        )
        assert Seats(cycle).race_of(filing("MI", "H", "11")) == replacement

    def test_asks_twice_whatever_the_number_of_lines(self, django_assert_num_queries):
        cycle = open_cycle(2026)
        with django_assert_num_queries(2):
            seats = Seats(cycle)
            for district in range(50):
                seats.race_of(filing("CA", "H", str(district)))
