"""ZIP codes: what counts as one, which states it may lie in and which districts it offers."""

import pytest

from candidates import data, zip_codes


class TestFiveDigits:
    @pytest.mark.parametrize(
        "typed", ["48226", " 48226 ", "\n48226\r\n", "\t48226", "48226-1234", " 48226-1234\n"]
    )
    def test_keeps_five_digits_of_a_zip_code_or_zip_plus_4(self, typed):
        assert zip_codes.five_digits(typed) == "48226"

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "4822",
            "482261",
            "482261234",
            "48226-",
            "48226-123",
            "48226-12345",
            "48 226",
            "48226 1234",
            "４８２２６",
            "٤٨٢٢٦",
            "48226-１２３４",
            "48226\x00",
            "+48226",
            "4822O",
        ],
    )
    def test_refuses_anything_else(self, typed):
        assert zip_codes.five_digits(typed) == ""


class TestStatesOf:
    @pytest.mark.parametrize(
        ("zip_code", "states"),
        [
            ("48226", ("MI",)),
            ("00501", ("NY",)),
            ("20001", ("DC",)),
            ("20500", ("DC",)),
            ("00601", ("PR",)),
            ("00802", ("VI",)),
            ("96799", ("AS",)),
            ("96910", ("GU",)),
            ("96950", ("MP",)),
        ],
    )
    def test_reads_the_state_from_the_first_three_digits(self, zip_code, states):
        assert zip_codes.states_of(zip_code) == states

    def test_knows_that_fishers_island_is_served_from_connecticut_and_votes_in_new_york(self):
        assert zip_codes.states_of("06390") == ("NY",)

    def test_names_every_state_of_an_area_that_crosses_a_line_its_own_first(self):
        assert zip_codes.states_of("86515") == ("AZ", "NM")
        assert zip_codes.states_of("57638") == ("SD", "ND")

    def test_gives_a_zip_code_for_boxes_the_state_of_its_first_digits(self):
        assert zip_codes.states_of("48099") == ("MI",)
        assert zip_codes.districts_of("48099") == {}

    @pytest.mark.parametrize("zip_code", ["34002", "09012", "96201"])
    def test_says_that_military_mail_lies_in_no_state(self, zip_code):
        assert zip_codes.ARMED_FORCES.issuperset(zip_codes.states_of(zip_code))

    @pytest.mark.parametrize("zip_code", ["00000", "00400", "21300", "96939", "96960"])
    def test_knows_no_state_where_there_is_none(self, zip_code):
        assert zip_codes.states_of(zip_code) == ()


class TestDistrictsOf:
    def test_offers_each_district_that_the_area_touches(self):
        assert zip_codes.districts_of("48226") == {"MI": ("13",)}
        assert zip_codes.districts_of("48009") == {"MI": ("11",)}
        assert zip_codes.districts_of("27401") == {"NC": ("05", "09")}

    def test_keeps_the_districts_of_several_states_apart(self):
        assert zip_codes.districts_of("86515") == {"AZ": ("02",), "NM": ("03",)}

    def test_offers_nothing_where_one_member_serves_the_state(self):
        assert zip_codes.districts_of("99501") == {}

    def test_agrees_with_the_states_for_every_zip_code(self):
        known = zip_codes._district_table()
        assert len(known) > 30_000
        astray = [
            number
            for number in known
            if not set(zip_codes.districts_of(number)) <= set(zip_codes.states_of(number))
        ]
        assert astray == []

    def test_offers_only_districts_that_exist(self):
        seats = {row["code"]: int(row["house_seats"]) for row in data.rows("jurisdictions.csv")}
        offered = {pair for pairs in zip_codes._district_table().values() for pair in pairs}
        expected = {
            (code, f"{number:02}")
            for code, count in seats.items()
            if count > 1
            for number in range(1, count + 1)
        }
        assert offered == expected
