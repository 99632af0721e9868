import csv
import io

import pytest

from candidates.models import Candidacy
from candidates.rows import COLUMN_NAMES, LICENSE_URL
from tests.factories import RaceFactory, draft_answer, publish_answer, run, state

pytestmark = pytest.mark.django_db
FILES = ["/tracker.csv", "/tracker.json"]


def csv_rows(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


@pytest.fixture
def signer() -> Candidacy:
    """Return a signer of Michigan; Bea of Ohio refused, Cai did not answer."""
    ada = run("Ada Signed")
    publish_answer(ada)
    publish_answer(run("Bea Refused", race=RaceFactory.create(jurisdiction=state("OH"))), "refused")
    run("Cai Pending")
    return ada


class TestTrackerCsv:
    def test_has_every_row_and_a_header_line(self, client, signer):
        response = client.get("/tracker.csv")
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert response.text.splitlines()[0].split(",") == COLUMN_NAMES
        assert [row["name"] for row in csv_rows(response)] == [
            "Ada Signed", "Bea Refused", "Cai Pending",
        ]  # fmt: skip

    def test_disarms_a_formula(self, client):
        run('=HYPERLINK("https://evil.example")')
        assert csv_rows(client.get("/tracker.csv"))[0]["name"].startswith("'=")

    def test_explains_in_a_line_of_text_what_it_does_not_know(self, client):
        response = client.get("/tracker.csv?state=XX")
        assert response.status_code == 404
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert (
            response.text == "The “state” filter takes a two-letter code in capitals, such as MI.\n"
        )
        assert response.headers["Access-Control-Allow-Origin"] == "*"


class TestTrackerJson:
    def test_is_what_the_contract_says(self, client, signer):
        content = client.get("/tracker.json?state=MI&sort=-name&utm_source=x").json()
        assert list(content) == ["as_of", "licence", "filter", "count", "rows"]
        assert content["licence"] == LICENSE_URL
        assert content["filter"] == {"state": "MI"}
        assert content["count"] == 2
        assert [row["name"] for row in content["rows"]] == ["Ada Signed", "Cai Pending"]
        assert list(content["rows"][0]) == COLUMN_NAMES
        assert content["as_of"] == max(
            row["updated_at"] for row in client.get("/tracker.json").json()["rows"]
        )

    def test_has_the_same_rows_as_the_csv(self, client, signer):
        query = "?sort=-state"
        in_json = client.get(f"/tracker.json{query}").json()["rows"]
        in_csv = csv_rows(client.get(f"/tracker.csv{query}"))
        assert in_csv == [
            {name: "" if value is None else str(value) for name, value in row.items()}
            for row in in_json
        ]

    def test_has_no_pages(self, client):
        for _number in range(51):
            run()
        assert client.get("/tracker.json").json()["count"] == 51

    def test_is_empty_on_an_empty_site(self, client):
        assert client.get("/tracker.json").json() == {
            "as_of": None, "licence": LICENSE_URL, "filter": {}, "count": 0, "rows": [],
        }  # fmt: skip

    def test_explains_in_json_what_it_does_not_know(self, client):
        response = client.get("/tracker.json?sort=contact_email")
        assert response.status_code == 404
        assert response.json()["error"].startswith("The “sort” filter takes ")
        assert response.headers["Access-Control-Allow-Origin"] == "*"

    @pytest.mark.parametrize("name", ["tracker.csv", "tracker.json"])
    def test_writes_a_state_in_capitals(self, client, name):
        response = client.get(f"/{name}?state=mi")
        assert (response.status_code, response.headers["Location"]) == (301, f"/{name}?state=MI")

    def test_shows_nothing_that_is_private(self, client, signer):
        Candidacy.objects.update(contact_email="secret@ada.example", contact_phone="202-555-0199")
        draft_answer(Candidacy.objects.get(person__full_name="Cai Pending"), note="undisclosed")
        for name in FILES:
            text = client.get(name).text
            assert "secret@" not in text
            assert "555-0199" not in text
            assert "undisclosed" not in text
        [row] = client.get("/tracker.json?q=cai").json()["rows"]
        assert (row["status"], row["evidence_url"]) == ("pending", None)


class TestEveryFile:
    @pytest.mark.parametrize("name", FILES)
    def test_is_the_same_bytes_while_nothing_changes(self, client, signer, name):
        first, second = client.get(name), client.get(name)
        assert first.content == second.content
        assert first.headers["ETag"] == second.headers["ETag"]
        response = client.get(name, headers={"if-none-match": first.headers["ETag"]})
        assert (response.status_code, response.content) == (304, b"")

    @pytest.mark.parametrize("name", FILES)
    def test_has_another_etag_after_an_answer(self, client, signer, name):
        etag = client.get(name).headers["ETag"]
        publish_answer(Candidacy.objects.get(person__full_name="Cai Pending"))
        assert client.get(name, headers={"if-none-match": etag}).status_code == 200

    @pytest.mark.parametrize("name", FILES)
    def test_has_another_etag_after_a_change_of_name(self, client, signer, name):
        etag = client.get(name).headers["ETag"]
        signer.person.full_name = "Ada Renamed"
        signer.person.save()
        assert client.get(name, headers={"if-none-match": etag}).status_code == 200

    @pytest.mark.parametrize("name", FILES)
    def test_may_be_read_by_scripts_of_every_site(self, client, name):
        headers = client.get(name).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert 'rel="license"' in headers["Link"]

    @pytest.mark.parametrize("name", FILES)
    def test_names_our_address_whatever_host_was_asked(self, client, signer, settings, name):
        settings.SITE_URL = "https://record.example"
        text = client.get(name, headers={"host": "localhost"}).text
        assert "localhost" not in text
        assert "https://record.example/candidates/" in text
