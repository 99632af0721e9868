"""Where the box for a ZIP code or a state leads, and what it leaves behind: nothing."""

import logging

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db
URL = "/tracker/find/"
# The campaign's profile; one query more to look places up.
PAGE_QUERIES = 1
ANSWER_QUERIES = 1


@pytest.fixture
def visitor():
    """Return a browser without a cookie, which Django's own check of forms would turn away."""
    return Client(enforce_csrf_checks=True, headers={"sec-fetch-site": "same-origin"})


class TestFind:
    @pytest.mark.parametrize(
        ("typed", "address"),
        [
            ("48226", "/ballot/mi/?districts=13"),
            (" 48226-1234\n", "/ballot/mi/?districts=13"),
            ("michigan", "/ballot/mi/"),
            ("09012", "/ballot/military/"),
            ("86515", "/tracker/find/?places=AZ-02,NM-03"),
        ],
    )
    def test_answers_with_the_address_of_a_ballot(
        self, visitor, typed, address, django_assert_num_queries
    ):
        with django_assert_num_queries(ANSWER_QUERIES):
            response = visitor.post(URL, {"place": typed})
        assert (response.status_code, response["Location"]) == (303, address)

    @pytest.mark.parametrize(
        "typed", ["", "4822", "00000", "４８２２６", "٤٨٢٢٦", "Ruritania", "48226\x00"]
    )
    def test_shows_the_form_again_with_what_was_typed(self, visitor, typed):
        response = visitor.post(URL, {"place": typed})
        assert response.status_code == 422
        assert "<title>Error:" in response.text
        assert "There’s a problem" in response.text
        assert response.context["form"]["place"].value() == typed

    def test_takes_the_last_of_repeated_answers(self, visitor):
        response = visitor.post(URL, {"place": ["Ohio", "Michigan"]})
        assert response["Location"] == "/ballot/mi/"

    def test_keeps_no_trace_of_a_zip_code(self, visitor, caplog):
        caplog.set_level(logging.DEBUG)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answers = [visitor.post(URL, {"place": typed}) for typed in ("48226", "48226-12")]
        assert [answer.status_code for answer in answers] == [303, 422]
        assert all(query["sql"].startswith("SELECT") for query in queries)
        assert not any("48226" in query["sql"] for query in queries)
        assert "48226" not in caplog.text
        assert "/tracker/find/" in caplog.text
        assert not any(answer.cookies for answer in answers)
        assert "48226" not in answers[0]["Location"]

    def test_keeps_what_was_typed_while_the_database_is_away(self, visitor, database_away):
        response = visitor.post(URL, {"place": "48226"})
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "30"
        assert response.context["form"]["place"].value() == "48226"
        assert 'value="48226"' in response.text
        assert "We can’t reach our records right now" in response.text

    @pytest.mark.parametrize(
        "headers",
        [{}, {"origin": "null"}, {"origin": "https://elsewhere.example"}],
    )
    def test_refuses_a_form_from_another_site_and_keeps_what_was_typed(self, headers):
        response = Client().post(URL, {"place": "Michigan"}, headers=headers)
        assert response.status_code == 403
        assert response.context["form"]["place"].value() == "Michigan"
        assert "tell that this form came from our page" in response.text

    def test_offers_the_states_of_an_area_that_crosses_a_line(
        self, client, django_assert_num_queries
    ):
        with django_assert_num_queries(PAGE_QUERIES + 1):
            response = client.get(URL, {"places": "AZ-02,NM-03"})
        assert response.status_code == 200
        assert 'href="/ballot/az/?districts=02"' in response.text
        assert 'href="/ballot/nm/?districts=03"' in response.text
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")

    def test_shows_the_box_alone(self, client, django_assert_num_queries):
        with django_assert_num_queries(PAGE_QUERIES):
            response = client.get(URL)
        assert response.status_code == 200
        assert "more than one state" not in response.text

    @pytest.mark.parametrize("code", ["MI", "mi"])
    def test_leads_from_the_select_to_the_state(self, client, code):
        assert client.get(URL, {"state": code})["Location"] == "/tracker/mi/"

    @pytest.mark.parametrize(
        "query", [{"state": "XX"}, {"state": ""}, {"places": "XX-01"}, {"places": "MI-99"}]
    )
    def test_knows_no_other_place(self, client, query):
        response = client.get(URL, query)
        assert response.status_code == 404
        assert "state or district that doesn’t exist" in response.text

    @pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
    def test_takes_no_other_method(self, visitor, method):
        response = getattr(visitor, method)(URL)
        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD, POST"
