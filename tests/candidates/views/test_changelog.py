import datetime
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from campaign.content.models import Profile
from candidates import ledger
from candidates.models import Jurisdiction
from tests.candidates.changes import NOON, decide_correction
from tests.factories import RaceFactory, draft_answer, publish_answer, run

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}
FEEDS = ["/corrections/feed/", "/tracker/feed/"]


def xml_of(response: HttpResponse) -> ElementTree.Element:
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own


def parsed(client: Client, url: str) -> ElementTree.Element:
    return xml_of(client.get(url))


def titles(client: Client, url: str) -> list[str]:
    return [entry.text for entry in parsed(client, url).findall("a:entry/a:title", ATOM)]


class TestCorrections:
    def test_says_that_nothing_has_changed(self, client):
        assert "Nothing has changed yet" in client.get("/corrections/").text

    def test_shows_a_retraction_with_its_reason(self, client):
        candidacy = run("Ines <Basalt>")
        ledger.answers.retract(publish_answer(candidacy), reason="A <b>slip</b>.", now=NOON)
        page = client.get("/corrections/").text
        assert "Ines &lt;Basalt&gt;, MI-11" in page
        assert "Reason: A &lt;b&gt;slip&lt;/b&gt;." in page
        assert f'href="{candidacy.get_absolute_url()}"' in page
        assert '<time datetime="2026-06-01T08:00:00-04:00">' in page

    def test_shows_no_draft_and_no_word_of_a_stranger(self, client):
        draft_answer(run("Ines Basalt"), note="PRIVATE", statement="STATEMENT")
        decide_correction("accepted")
        for url in ["/corrections/", *FEEDS]:
            page = client.get(url).text
            for secret in ["PRIVATE", "STATEMENT", "CLAIM", "REASON", "sender@", "Basalt"]:
                assert secret not in page

    def test_has_fifty_entries_on_a_page(self, client):
        for _ in range(51):
            publish_answer(run())
        assert client.get("/corrections/").text.count("timeline__entry") == 50
        second = client.get("/corrections/?page=2").text
        assert second.count("timeline__entry") == 1
        assert "Corrections, page 2" in second

    @pytest.mark.parametrize("page", ["abc", "-1", "0", "٣", "1e3", "2", "9" * 5000])
    def test_leads_back_from_a_page_that_is_not(self, client, page):
        publish_answer(run())
        response = client.get("/corrections/", {"page": page})
        assert response.status_code == 404
        assert '<a href="/corrections/">' in response.text

    def test_sets_no_cookie_and_serves_reading_only(self, client):
        response = client.get("/corrections/")
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")
        assert client.post("/corrections/").status_code == 405


class TestFeedsOfPlacesAndPeople:
    def test_hold_the_answers_of_theirs_and_are_linked_from_their_pages(self, client):
        wanted = run("Ines Basalt", race=RaceFactory.create(district="06"))
        others = {
            "seat": run(race=RaceFactory.create(district="07")),
            "state": run(race=RaceFactory.create(jurisdiction=Jurisdiction.objects.get(code="OH"))),
        }
        for candidacy in (wanted, *others.values()):
            publish_answer(candidacy)
        counts = {"/tracker/mi/": 2, "/tracker/mi/06/": 1, wanted.get_absolute_url(): 1}
        for page, count in counts.items():
            assert f'href="{page}feed/"' in client.get(page).text
            found = titles(client, f"{page}feed/")
            assert len(found) == count
            assert any("Ines Basalt, MI-06" in title for title in found)
        assert 'href="/tracker/mi/feed/"' in client.get("/ballot/mi/?districts=06").text

    def test_lead_to_their_one_address_and_are_nowhere_else(self, client):
        candidacy = run(race=RaceFactory.create(district="06"))
        right = f"{candidacy.get_absolute_url()}feed/"
        moved = {
            "/tracker/MI/feed/": "/tracker/mi/feed/",
            "/tracker/mi/6/feed/": "/tracker/mi/06/feed/",
            right.replace(candidacy.person.slug, "x"): right,
        }
        for old, new in moved.items():
            assert client.get(old).headers["Location"] == new
        for path in ["tracker/zz", "tracker/mi/99", "candidates/0-x", "candidates/H6MI99999-x"]:
            assert client.get(f"/{path}/feed/").status_code == 404


class TestFeeds:
    @pytest.mark.parametrize("url", FEEDS)
    def test_are_valid_while_empty_and_stay_the_same(self, client, url):
        first, second = client.get(url), client.get(url)
        assert first.content == second.content
        feed = xml_of(first)
        for required in ["id", "title", "updated", "author/a:name"]:
            assert feed.find(f"a:{required}", ATOM).text
        assert first.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert not first.cookies

    @pytest.mark.parametrize("url", FEEDS)
    def test_name_the_campaign_and_their_public_addresses_only(self, client, url, settings):
        settings.SITE_URL = "https://example.org"
        Profile.objects.create(name="Ours & Co", ask="We ask.")
        candidacy = run()
        publish_answer(candidacy)
        response = client.get(url, headers={"host": "localhost"})
        feed = xml_of(response)
        assert feed.find("a:author/a:name", ATOM).text == "Ours & Co"
        assert feed.find("a:title", ATOM).text.endswith(" · Ours & Co")
        links = {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)}
        assert links["self"] == f"https://example.org{url}"
        entry = feed.find("a:entry", ATOM)
        assert entry.find("a:link", ATOM).get("href") == (
            f"https://example.org{candidacy.get_absolute_url()}"
        )
        assert entry.find("a:id", ATOM).text.startswith("https://example.org/")
        assert "localhost" not in response.text
        assert "testserver" not in response.text

    @pytest.mark.parametrize("url", FEEDS)
    def test_answer_304_until_something_changes(self, client, url):
        publish_answer(run())
        etag = client.get(url).headers["ETag"]
        again = client.get(url, headers={"if-none-match": etag})
        assert (again.status_code, again.content) == (304, b"")
        publish_answer(run())
        assert client.get(url, headers={"if-none-match": etag}).status_code == 200

    @pytest.mark.parametrize("url", FEEDS)
    def test_keep_the_id_and_the_moment_of_an_entry(self, client, url):
        publish_answer(run())
        [before] = parsed(client, url).findall("a:entry", ATOM)
        publish_answer(run())
        entries = parsed(client, url).findall("a:entry", ATOM)
        assert len(entries) == 2
        for name in ["id", "updated", "title"]:
            assert before.find(f"a:{name}", ATOM).text == entries[1].find(f"a:{name}", ATOM).text

    @pytest.mark.parametrize("url", FEEDS)
    def test_hold_the_newest_fifty(self, client, url):
        for _ in range(51):
            publish_answer(run())
        assert len(titles(client, url)) == 50

    @pytest.mark.parametrize("url", FEEDS)
    def test_write_any_text_that_somebody_typed(self, client, url):
        answer = publish_answer(run("Ines & <Basalt>\x0b"))
        ledger.answers.retract(answer, reason="A \x07 & <b>slip</b> \ufffe 🧂", now=timezone.now())
        entry = parsed(client, url).find("a:entry", ATOM)
        assert "Ines & <Basalt>" in entry.find("a:title", ATOM).text
        # HTML within XML: escaped twice.
        assert "&amp; &lt;b&gt;slip&lt;/b&gt;" in entry.find("a:summary", ATOM).text
        assert "🧂" in entry.find("a:summary", ATOM).text

    @pytest.mark.parametrize("url", FEEDS)
    def test_serve_reading_only_to_scripts_of_any_site(self, client, url):
        assert client.head(url).status_code == 200
        assert client.post(url).status_code == 405
        assert client.get(url).headers["Access-Control-Allow-Origin"] == "*"

    def test_of_answers_say_later_that_one_was_taken_back(self, client):
        answer = publish_answer(run("Ines Basalt"))
        assert titles(client, "/tracker/feed/") == ["Ines Basalt, MI-11: Signed"]
        ledger.answers.retract(
            answer, reason="Misread.", now=timezone.now() + datetime.timedelta(hours=1)
        )
        [entry] = parsed(client, "/tracker/feed/").findall("a:entry", ATOM)
        assert entry.find("a:title", ATOM).text == "Retracted: Ines Basalt, MI-11: Signed"
        assert "Misread." in entry.find("a:summary", ATOM).text
        assert entry.find("a:updated", ATOM).text > entry.find("a:published", ATOM).text

    def test_of_corrections_equal_the_page(self, client):
        ledger.answers.retract(publish_answer(run()), reason="Misread.", now=timezone.now())
        page = client.get("/corrections/").text
        feed = parsed(client, "/corrections/feed/")
        ids = [item.text for item in feed.findall("a:entry/a:id", ATOM)]
        assert len(ids) == 2
        for url in ids:
            assert f'id="{url.partition("#")[2]}"' in page

    def test_are_announced_on_every_page(self, client):
        page = client.get("/").text
        for url in FEEDS:
            assert 'type="application/atom+xml" title=' in page
            assert f'href="{url}"' in page
