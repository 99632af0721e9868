"""What holds for every page and file of the record."""

import pytest
from django.test import Client
from django.urls import reverse

from candidates.models import Candidacy
from tests.factories import draft_answer, publish_answer, run

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "/tracker/",
    "/tracker/signed/",
    "/tracker/mi/",
    "/tracker/mi/11/",
    "/candidates/H6MI11001-ada/",
    "/data/",
    "/tracker.csv",
    "/tracker.json",
    "/stats.json",
]
every_page = pytest.mark.parametrize("address", ADDRESSES)


@pytest.fixture(autouse=True)
def signer() -> Candidacy:
    ada = run("Ada Quartz", person__slug="ada", fec_id="H6MI11001")
    publish_answer(ada)
    return ada


class TestEveryPage:
    @every_page
    def test_sets_no_cookie_and_varies_by_none(self, client, address):
        response = client.get(address)
        assert response.status_code == 200
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")

    @every_page
    def test_answers_head_without_a_body(self, client, address):
        response = client.head(address)
        assert (response.status_code, response.content) == (200, b"")

    @every_page
    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"])
    def test_serves_reading_only(self, address, method):
        response = Client(enforce_csrf_checks=True).generic(method, address)
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD"

    @every_page
    @pytest.mark.parametrize("query", ["a=%00", "q=%ff", "&".join("a=1" for _ in range(2000))])
    def test_refuses_a_malformed_query(self, client, address, query):
        assert client.get(f"{address}?{query}").status_code == 400

    @every_page
    def test_ignores_what_others_add_to_its_address(self, client, address):
        assert client.get(f"{address}?utm_source=mail&fbclid=1&a=%27%25_").status_code == 200

    @every_page
    @pytest.mark.parametrize("part", ["%00", "%ff", "%2e%2e", "'", "%25", "9" * 5000])
    def test_answers_any_neighbor_of_its_address(self, client, address, part):
        assert client.get(f"{address}{part}").status_code in {301, 400, 404}
        assert client.get(f"{address}{part}/").status_code in {400, 404}

    @every_page
    def test_never_links_the_organizers_pages(self, client, address):
        assert reverse("admin:index") not in client.get(address).text

    @every_page
    def test_shows_no_draft(self, client, address, signer):
        before = client.get(address).text
        draft_answer(signer, "refused", statement="A draft.", note="A note.")
        assert client.get(address).text == before

    @every_page
    def test_carries_the_policy(self, client, address):
        policy = client.get(address).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
