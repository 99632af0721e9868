import logging

import pytest
from django.test import Client
from django.utils import timezone

from candidates.models import Candidacy, Correction
from tests.candidates.budgets import REPORT as REPORT_FORM
from tests.factories import CandidacyFactory, run

REPORT = {
    "field": "party",
    "claimed_value": "Green",
    "reason": "The ballot says so.",
    "source_url": "",
    "sender": "",
    "leaf": "",
}
# A browser, which vouches where the form was, without any cookie.
BROWSER = {"Sec-Fetch-Site": "same-origin"}
ADDRESS = "203.0.113.9"


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True, headers=BROWSER, REMOTE_ADDR=ADDRESS)


@pytest.fixture
def candidacy(db: None) -> Candidacy:
    return run("Ines Basalt")


def url_of(candidacy: Candidacy) -> str:
    return f"{candidacy.get_absolute_url()}report/"


def answer_of(client: Client, candidacy: Candidacy, **changes: object):
    return client.post(url_of(candidacy), {**REPORT, **changes})


def bytes_of(response) -> tuple[int, bytes, dict[str, str]]:
    return response.status_code, response.content, dict(response.headers)


class TestForm:
    def test_is_linked_from_the_candidates_page(self, client, candidacy):
        page = client.get(candidacy.get_absolute_url()).text
        assert f'href="{url_of(candidacy)}"' in page

    def test_asks_about_one_candidate_and_says_how_long_an_address_is_kept(
        self, visitor, candidacy, django_assert_num_queries
    ):
        with django_assert_num_queries(REPORT_FORM):
            page = visitor.get(url_of(candidacy)).text
        assert "Did we get something wrong about Ines Basalt (MI-11)?" in page
        assert "30 days after our decision or 180 days after your report" in page
        assert "<title>Report an error about Ines Basalt" in page

    def test_sets_no_cookie(self, visitor, candidacy):
        for response in [
            visitor.get(url_of(candidacy)),
            answer_of(visitor, candidacy),
            answer_of(visitor, candidacy, claimed_value=""),
        ]:
            assert not response.cookies
            assert "Cookie" not in response.headers.get("Vary", "")

    def test_leads_from_an_old_slug_to_the_address_in_use(self, visitor, candidacy):
        old = url_of(candidacy).replace("ada-quartz", "ada-basalt")
        response = visitor.get(old)
        assert (response.status_code, response.headers["Location"]) == (301, url_of(candidacy))

    def test_takes_what_was_typed_on_a_page_with_an_old_slug(self, visitor, candidacy):
        old = url_of(candidacy).replace("ada-quartz", "ada-basalt")
        assert visitor.post(old, REPORT).status_code == 303
        assert Correction.objects.get().candidacy == candidacy

    def test_about_a_duplicate_is_about_the_row_that_is_kept(self, visitor, candidacy):
        same = {"person": candidacy.person, "race": candidacy.race, "duplicate_of": candidacy}
        twin = CandidacyFactory.create(fec_id="H6MI11002", is_current=False, **same)
        visitor.post(url_of(twin), REPORT)
        assert Correction.objects.get().candidacy == candidacy

    def test_of_nobody_on_record_is_not_found(self, visitor, db):
        for url in ["/candidates/12345-nobody/report/", "/candidates/12345-nobody/report/thanks/"]:
            assert visitor.get(url).status_code == 404
            assert visitor.post("/candidates/12345-nobody/report/", REPORT).status_code == 404

    def test_serves_reading_and_sending_only(self, visitor, candidacy):
        assert visitor.head(url_of(candidacy)).status_code == 200
        response = visitor.put(url_of(candidacy))
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD, POST"
        assert visitor.post(f"{url_of(candidacy)}thanks/").status_code == 405


class TestReport:
    def test_is_stored_and_answered_with_another_page(self, visitor, candidacy):
        before = timezone.now()
        response = answer_of(
            visitor,
            candidacy,
            reason="One.\r\nTwo.",
            source_url="example.org/ballot",
            sender=" ines@example.org ",
        )
        thanks = f"{url_of(candidacy)}thanks/"
        assert (response.status_code, response.headers["Location"]) == (303, thanks)
        correction = Correction.objects.undecided().get()
        assert correction.candidacy == candidacy
        assert (correction.field, correction.claimed_value) == ("party", "Green")
        assert correction.reason == "One.\nTwo."
        assert correction.source_url == "https://example.org/ballot"
        assert correction.sender == "ines@example.org"
        assert before <= correction.received_at <= timezone.now()
        assert "Thank you" in visitor.get(thanks).text

    def test_needs_no_more_than_three_answers(self, visitor, candidacy):
        three = {name: REPORT[name] for name in ("field", "claimed_value", "reason")}
        assert visitor.post(url_of(candidacy), three).status_code == 303
        assert Correction.objects.undecided().count() == 1

    def test_of_two_people_at_once_is_kept_twice(self, visitor, candidacy):
        answer_of(visitor, candidacy)
        answer_of(visitor, candidacy, claimed_value="Independent")
        assert Correction.objects.undecided().count() == 2

    def test_with_a_mistake_is_shown_again_with_the_error_at_its_field(self, visitor, candidacy):
        kept = {"claimed_value": "KEPT <1>", "reason": "KEPT <2>"}
        response = answer_of(visitor, candidacy, **kept, sender="a@[192.0.2.1]")
        page = response.text
        assert response.status_code == 422
        assert "<title>Error: " in page
        assert page.index("There’s a problem") < page.index("<h1")
        assert '<a href="#id_sender">' in page
        assert "Enter an email address" in page
        assert 'id="id_sender_error"' in page
        for typed in kept.values():
            assert typed.replace("<", "&lt;").replace(">", "&gt;") in page
        assert not Correction.objects.exists()

    def test_takes_the_last_of_repeated_answers(self, visitor, candidacy):
        answer_of(visitor, candidacy, claimed_value=["Green", "Independent"])
        assert Correction.objects.get().claimed_value == "Independent"

    def test_takes_markup_for_text(self, visitor, candidacy):
        answer_of(visitor, candidacy, claimed_value="<b>O'Brien-Nuñez</b> 李雷")
        assert Correction.objects.get().claimed_value == "<b>O'Brien-Nuñez</b> 李雷"


class TestOrigin:
    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Origin": "null"},
            {"Origin": "https://elsewhere.example"},
            {"Sec-Fetch-Site": "cross-site"},
        ],
    )
    def test_from_elsewhere_is_refused_with_advice_and_keeps_what_was_typed(
        self, candidacy, headers
    ):
        client = Client(enforce_csrf_checks=True, headers=headers)
        response = answer_of(client, candidacy, claimed_value="KEPT", reason="")
        assert response.status_code == 403
        assert "try a private window" in response.text
        assert "<title>Error: " in response.text
        assert 'value="KEPT"' in response.text
        # Only the advice: what the fields say comes when the form is sent from here.
        assert "Tell us how you know" not in response.text
        assert not Correction.objects.exists()

    def test_of_an_older_browser_is_believed(self, candidacy):
        client = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
        assert answer_of(client, candidacy).status_code == 303


class TestQuarantine:
    def test_of_a_robot_is_answered_like_a_person_byte_by_byte(self, visitor, candidacy):
        person = answer_of(visitor, candidacy)
        robot = answer_of(visitor, candidacy, leaf="https://spam.example")
        assert bytes_of(person) == bytes_of(robot)
        assert Correction.objects.undecided().count() == 1
        assert Correction.objects.quarantined().get().quarantine == Correction.Quarantine.HONEYPOT

    def test_of_too_many_from_one_network_is_not_told(self, visitor, candidacy, monkeypatch):
        monkeypatch.setattr("campaign.lib.limits.buckets.OF_A_BLOCK", 1)
        answers = [bytes_of(answer_of(visitor, candidacy))]
        neighbor = Client(headers=BROWSER, REMOTE_ADDR="203.0.113.200")
        answers.append(bytes_of(answer_of(neighbor, candidacy)))
        assert answers[0] == answers[1]
        assert Correction.objects.quarantined().get().quarantine == Correction.Quarantine.LIMIT


class TestTraces:
    def test_of_a_visitor_are_neither_stored_nor_logged(self, visitor, candidacy, caplog):
        caplog.set_level(logging.DEBUG)
        answer_of(visitor, candidacy, sender="ines@example.org")
        answer_of(visitor, candidacy, sender="ines@example.org", reason="")
        for trace in [ADDRESS, "203.0.113", "ines@example.org", "Green"]:
            assert trace not in "".join(
                record.getMessage()
                for record in caplog.records
                if record.name != "django.db.backends"
            )
        stored = Correction.objects.values().get()
        assert not [value for value in stored.values() if "203.0.113" in str(value)]


class TestDatabaseAway:
    def test_answers_503_with_everything_that_was_typed(self, database_away):
        visitor = Client(enforce_csrf_checks=True, headers=BROWSER)
        response = visitor.post(
            "/candidates/H6MI11001-ines-basalt/report/",
            {**REPORT, "reason": "KEPT <1>", "sender": "kept@", "claimed_value": "KEPT 2"},
        )
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "30"
        assert response.headers["Cache-Control"] == "no-store"
        page = response.text
        assert "<title>Error: Report an error" in page
        assert "nothing was saved" in page
        assert "KEPT &lt;1&gt;" in page
        assert 'value="kept@"' in page
        assert 'value="KEPT 2"' in page
        assert '<option value="party" selected>' in page
        assert 'action="/candidates/H6MI11001-ines-basalt/report/"' in page

    def test_says_so_instead_of_the_empty_form(self, database_away):
        response = Client().get("/candidates/H6MI11001-ines-basalt/report/")
        assert response.status_code == 503
        assert "Back in a moment" in response.text
