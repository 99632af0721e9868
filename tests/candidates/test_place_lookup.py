"""The box that takes a ZIP code or a state, and the addresses it answers with."""

import pytest
from django.http import QueryDict

from campaign.lib.http import NotFoundWithAdvice
from candidates import zip_codes
from candidates.place_lookup import MOST_DISTRICTS, FindForm, offered_districts, offered_places
from tests.factories import state

pytestmark = pytest.mark.django_db


def found(typed: str) -> tuple[list[str], dict[str, list[str]]]:
    form = FindForm({"place": typed})
    assert form.is_valid(), form.errors
    place = form.cleaned_data["place"]
    return [code.code for code in place.states], place.districts


def error_codes(typed: str) -> list[str]:
    form = FindForm({"place": typed})
    assert not form.is_valid()
    return [error.code for error in form.errors.as_data()["place"]]


class TestFindForm:
    @pytest.mark.parametrize(
        "typed",
        ["Michigan", "michigan", " MICHIGAN\n", "MI", "mi", "Míchigan", "M.I."],
    )
    def test_finds_a_state_by_its_names_and_its_code(self, typed):
        assert found(typed) == (["MI"], {})

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("New  York", "NY"),
            ("Nueva York", "NY"),
            ("Washington", "WA"),
            ("Washington, D.C.", "DC"),
            ("D.C.", "DC"),
            ("puerto rico", "PR"),
            ("US Virgin Islands", "VI"),
        ],
    )
    def test_takes_names_as_people_write_them(self, typed, code):
        assert found(typed) == ([code], {})

    @pytest.mark.parametrize("typed", ["48226", " 48226\r\n", "48226-1234"])
    def test_finds_state_and_districts_of_a_zip_code(self, typed):
        assert found(typed) == (["MI"], {"MI": ["13"]})

    def test_offers_every_state_of_a_zip_code_that_crosses_a_line(self):
        assert found("86515") == (["AZ", "NM"], {"AZ": ["02"], "NM": ["03"]})

    @pytest.mark.parametrize(
        "typed",
        [
            "4822",
            "482261",
            "48226-12",
            "４８２２６",
            "٤٨٢٢٦",
            "48226; DROP TABLE",
            "Michigan 48226",
        ],
    )
    def test_refuses_what_has_digits_and_is_no_zip_code(self, typed):
        assert error_codes(typed) == ["not_a_zip_code"]

    def test_refuses_a_zip_code_of_no_state(self):
        assert error_codes("00000") == ["unknown_zip_code"]

    @pytest.mark.parametrize("typed", ["Ruritania", "XX", "M", "%", "'--", "李"])
    def test_refuses_a_name_that_no_state_has(self, typed):
        assert error_codes(typed) == ["unknown_state"]

    @pytest.mark.parametrize("typed", ["", "  \n"])
    def test_asks_for_something(self, typed):
        assert error_codes(typed) == ["required"]

    def test_refuses_hidden_and_endless_text(self):
        assert "null_characters_not_allowed" in error_codes("Michigan\x00")
        assert error_codes("M" * 5_000) == ["max_length"]


class TestFound:
    @pytest.mark.parametrize(
        ("typed", "url"),
        [
            ("Michigan", "/ballot/mi/"),
            ("48226", "/ballot/mi/?districts=13"),
            ("27401", "/ballot/nc/?districts=05,09"),
            ("99501", "/ballot/ak/"),
            ("20001", "/ballot/dc/"),
            ("00901", "/ballot/pr/"),
            ("96910", "/ballot/gu/"),
            ("09012", "/ballot/military/"),
            ("34002", "/ballot/military/"),
            ("96201", "/ballot/military/"),
            ("86515", "/tracker/find/?places=AZ-02,NM-03"),
            ("57638", "/tracker/find/?places=SD,ND"),
        ],
    )
    def test_leads_on_without_the_zip_code(self, typed, url):
        form = FindForm({"place": typed})
        assert form.is_valid()
        assert form.cleaned_data["place"].url == url


class TestOfferedDistricts:
    def test_reads_districts_of_the_state(self):
        assert offered_districts(QueryDict("districts=11,12"), state("MI")) == ["11", "12"]

    def test_reads_each_once_and_in_order(self):
        asked = QueryDict("districts=12,6,06,12")
        assert offered_districts(asked, state("MI")) == ["06", "12"]

    def test_reads_as_many_as_a_zip_code_touches(self):
        most = max(
            len(districts)
            for zip_code in zip_codes._district_table()
            for districts in zip_codes.districts_of(zip_code).values()
        )
        assert most == MOST_DISTRICTS

    def test_offers_none_without_the_query(self):
        assert offered_districts(QueryDict(""), state("MI")) == []

    @pytest.mark.parametrize(
        "query",
        [
            "districts=14",
            "districts=00",
            "districts=011",
            "districts=11,",
            "districts=x",
            "districts=%D9%A1%D9%A1",
            "districts=01,02,03,04,05,06,07",
        ],
    )
    def test_knows_no_other(self, query):
        with pytest.raises(NotFoundWithAdvice):
            offered_districts(QueryDict(query), state("MI"))

    def test_offers_none_where_one_member_serves_the_state(self):
        with pytest.raises(NotFoundWithAdvice):
            offered_districts(QueryDict("districts=01"), state("AK"))


class TestOfferedPlaces:
    def test_reads_states_with_districts(self):
        places = offered_places(QueryDict("places=AZ-02,ND,NC-05-09"))
        assert [(place.code, districts) for place, districts in places] == [
            ("AZ", ["02"]),
            ("ND", []),
            ("NC", ["05", "09"]),
        ]

    def test_reads_each_state_once(self):
        places = offered_places(QueryDict("places=SD,NC-09,SD,SD,NC-5"))
        assert [(place.code, districts) for place, districts in places] == [
            ("SD", []),
            ("NC", ["05", "09"]),
        ]

    @pytest.mark.parametrize("query", ["places=XX", "places=az-02", "places=AZ-77", "places=,"])
    def test_knows_no_other(self, query):
        with pytest.raises(NotFoundWithAdvice):
            offered_places(QueryDict(query))
