"""The signatures of a petition for programs."""

from __future__ import annotations

import csv
import datetime
import io
import re

import pytest
import time_machine

from candidates.rows import LICENSE_URL
from pledges.models import Petition
from tests.pledges.people import a_paper_batch, a_petition, a_signature, signatures

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 9, 1, 16, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
CSV_FILE, JSON_FILE = "/petitions/end-it/signatures.csv", "/petitions/end-it/signatures.json"
both = pytest.mark.parametrize("address", [CSV_FILE, JSON_FILE])
# petition, days; names of states and counts
BUDGETS = {CSV_FILE: 2, JSON_FILE: 3}


@pytest.fixture
def petition(settings) -> Petition:
    """Return a petition that 11 people of Michigan signed on one day, and two more on paper."""
    settings.SITE_URL = "https://ours.example"
    petition = a_petition(slug="end-it", title="End it")
    signatures(petition, 11, confirmed_at=NOON)
    a_paper_batch(petition, 12, place="OH", collected_on=(NOON - DAY).date())
    return petition


class TestCsvFile:
    def test_counts_each_day(self, client, petition):
        # Midnight in Greenwich is the evening before in the East.
        a_signature(petition, confirmed_at=NOON + 10 * datetime.timedelta(hours=1))
        response = client.get(CSV_FILE)
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert "end-it-signatures.csv" in response.headers["Content-Disposition"]
        assert list(csv.reader(io.StringIO(response.text))) == [
            ["day", "signatures"],
            ["2026-08-31", "12"],
            ["2026-09-01", "12"],
        ]

    def test_has_a_head_alone_without_signatures(self, client):
        a_petition(slug="end-it")
        assert client.get(CSV_FILE).text == "day,signatures\r\n"


class TestJsonFile:
    @time_machine.travel(NOON + datetime.timedelta(seconds=59), tick=False)
    def test_is_what_the_page_about_data_says(self, client, petition):
        assert client.get(JSON_FILE).json() == {
            "as_of": "2026-09-01T16:00:00Z",
            "licence": LICENSE_URL,
            "petition": {
                "title": "End it",
                "url": "https://ours.example/petitions/end-it/",
                "state": "open",
                "goal": 25,
                "total": 23,
                "online": 11,
                "on_paper": 12,
            },
            "by_state": [
                {"state": "OH", "name": "Ohio", "signatures": 12},
                {"state": "MI", "name": "Michigan", "signatures": 11},
            ],
            "by_day": [
                {"day": "2026-08-31", "signatures": 12},
                {"day": "2026-09-01", "signatures": 11},
            ],
        }

    def test_singles_nobody_out(self, client, petition):
        a_signature(petition, place="WY")
        rows = client.get(JSON_FILE).json()["by_state"]
        assert [(row["state"], row["signatures"]) for row in rows] == [("OH", 12), (None, 12)]


class TestBothFiles:
    @both
    def test_are_there_for_everybody_under_their_licence(self, client, petition, address):
        headers = client.get(address).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Link"] == f'<{LICENSE_URL}>; rel="license"'

    @both
    def test_are_the_same_bytes_within_a_minute(self, client, petition, address):
        with time_machine.travel(NOON, tick=False):
            first = client.get(address)
        with time_machine.travel(NOON + datetime.timedelta(seconds=59), tick=False):
            headers = {"if-none-match": first.headers["ETag"]}
            assert client.get(address, headers=headers).status_code == 304

    @both
    @pytest.mark.parametrize("state", ["draft", "open"])
    def test_are_not_there_before_the_petition_is(self, client, address, state):
        if state == "draft":
            a_petition(slug="end-it", state=state)
        response = client.get(address)
        assert response.status_code == 404
        assert "There is no petition at this address." in response.text
        assert not response.headers["Content-Type"].startswith("text/html")

    @both
    @pytest.mark.parametrize("count", [1, 50])
    def test_take_as_many_queries_for_one_day_as_for_fifty(
        self, client, django_assert_num_queries, address, count
    ):
        petition = a_petition(slug="end-it")
        for number in range(count):
            a_signature(petition, confirmed_at=NOON - number * DAY)
        with django_assert_num_queries(BUDGETS[address]):
            client.get(address)

    @both
    def test_are_linked_from_the_page_about_data(self, client, petition, address):
        assert f'href="{address}"' in client.get("/data/").text


class TestData:
    def test_says_nothing_of_signatures_without_a_petition(self, client):
        a_petition(slug="end-it", state="draft")
        assert "signatures.csv" not in client.get("/data/").text

    def test_explains_every_key(self, client, petition):
        page, content = client.get("/data/").text, client.get(JSON_FILE).json()
        assert all(re.search(f"“{key}[.,]?”", page) for key in content)
