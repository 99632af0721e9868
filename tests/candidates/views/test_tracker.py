import re

import pytest
import time_machine
from django.utils.html import escape

from candidates.models import Candidacy
from tests.factories import (
    CycleFactory,
    RaceFactory,
    StageFactory,
    publish_answer,
    record_results,
    run,
    state,
)

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    """Return the page with every run of white space as one blank."""
    return " ".join(response.text.split())


def links_in(page: str) -> list[str]:
    return [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*)"', page)]


@pytest.fixture
def signer() -> Candidacy:
    """Return a signer in Michigan's 11th district; Bea of Ohio refused, Cai did not answer."""
    ada = run("Ada Signed", person__slug="ada", incumbency="I")
    publish_answer(ada)
    publish_answer(run("Bea Refused", race=RaceFactory.create(jurisdiction=state("OH"))), "refused")
    run("Cai Pending")
    return ada


class TestTracker:
    def test_says_how_to_fill_an_empty_record(self, client):
        page = text_of(client.get("/tracker/"))
        assert "The record is empty" in page
        assert "make manage ARGS='import_fec FILE'" in page
        CycleFactory.create()
        assert "The record is empty" in text_of(client.get("/tracker/"))

    def test_shows_the_figures_of_people(self, client, signer):
        page = text_of(client.get("/tracker/"))
        for label in ("Signed", "Refused", "No answer"):
            assert (
                f'<dt class="counts__name">{label}</dt> <dd class="counts__figure">1</dd>' in page
            )

    def test_tells_of_each_campaign_in_a_row(self, client, signer):
        with time_machine.travel("2026-11-03T12:00:00Z"):
            row = self.row(client)
        assert f'<a href="{signer.get_absolute_url()}">Ada Signed</a>' in row
        assert 'Michigan<span class="ledger__district">, District</span> 11<' in row
        for words in ("Democratic, incumbent", "Signed", "March 14, 2026", "Running", "Evidence"):
            assert words in row

    def test_says_of_nobody_that_they_run_once_people_have_voted(self, client, signer):
        for outcome in ("active", "won_primary"):
            Candidacy.objects.update(outcome=outcome)
            with time_machine.travel("2026-11-04T12:00:00Z"):
                assert "Result not recorded yet" in self.row(client)
        RaceFactory.create(kind="special", replaces=signer.race)
        with time_machine.travel("2026-11-04T12:00:00Z"):
            assert "Election canceled" in self.row(client)

    def row(self, client) -> str:
        page = text_of(client.get("/tracker/"))
        return re.findall(r'<tr class="ledger__row" role="row">.*?</tr>', page)[0]

    def test_says_what_it_found_and_links_exactly_that_as_files(self, client, signer):
        page = text_of(client.get("/tracker/?state=MI&sort=-name&page=1&utm_source=x"))
        sentence = "2 campaigns match: 1 signed, 1 no answer. Name, Z to A."
        assert sentence in page.replace("\N{NO-BREAK SPACE}", " ")
        assert "/tracker.csv?state=MI&sort=-name" in links_in(page)
        assert "/tracker.json?state=MI&sort=-name" in links_in(page)

    def test_takes_off_each_filter_by_its_own_link(self, client, signer):
        page = text_of(client.get("/tracker/?state=MI&status=signed&q=ada&sort=name"))
        on = dict(re.findall(r'class="found__filter" href="([^"]*)">(.*?) <svg', page))
        assert {link.replace("&amp;", "&"): words for link, words in on.items()} == {
            "/tracker/?state=MI&status=signed&sort=name#found": "“ada”",
            "/tracker/?q=ada&status=signed&sort=name#found": "Michigan",
            "/tracker/?q=ada&state=MI&sort=name#found": "Signed",
        }
        assert 'href="/tracker/#found">Clear all 3</a>' in page
        assert "<summary>Search and filter: 3 on</summary>" in page
        assert "found__filter" not in client.get("/tracker/").text

    def test_keeps_the_filter_in_the_form(self, client, signer):
        page = text_of(client.get('/tracker/?q="a"&state=MI&sort=-name'))
        assert f'value="{escape(chr(34))}a{escape(chr(34))}"' in page
        assert '<option value="MI" selected>Michigan</option>' in page
        assert '<option value="-name" selected>' in page

    def test_turns_the_order_round_by_the_head_of_its_column(self, client, signer):
        page = text_of(client.get("/tracker/?state=MI"))
        link = 'class="data-table__sort" href="/tracker/?state=MI&amp;sort=-status#found"'
        assert f'aria-sort="ascending"> <a {link}' in page
        assert page.count("aria-sort") == 1
        assert {
            "/tracker/?state=MI&sort=name#found",
            "/tracker/?state=MI&sort=outcome#found",
        } <= set(links_in(page))
        page = text_of(client.get("/tracker/?sort=-name"))
        link = 'class="data-table__sort" href="/tracker/?sort=name#found"'
        assert f'aria-sort="descending"> <a {link}' in page

    def test_lists_signers_first(self, client):
        run("Aaa First")
        publish_answer(run("Zzz Last"))
        page = client.get("/tracker/").text
        assert page.index("Zzz Last") < page.index("Aaa First")

    def test_has_pages_of_25_that_keep_the_filter(self, client):
        for _number in range(26):
            run()
        page = client.get("/tracker/?state=MI&sort=name")
        assert page.text.count('scope="row"') == 25
        assert "?state=MI&sort=name&page=2#found" in links_in(page.text)
        assert client.get("/tracker/?state=MI&page=2").text.count('scope="row"') == 1

    def test_leads_to_the_first_page_of_the_same_filter_from_one_that_is_none(self, client):
        response = client.get("/tracker/?state=MI&page=2")
        assert response.status_code == 404
        assert "/tracker/?state=MI" in links_in(response.text)

    @pytest.mark.parametrize(
        "query", ["state=XX", "sort=contact_email", "status=won", "party=%D9%A3"]
    )
    def test_explains_a_filter_that_it_does_not_know(self, client, query):
        response = client.get(f"/tracker/?{query}")
        assert response.status_code == 404
        assert f"“{query.split('=')[0]}” filter takes" in response.text
        assert "/tracker/" in links_in(response.text)

    def test_writes_a_state_in_capitals(self, client):
        response = client.get("/tracker/?state=mi&q=%C3%B1&page=2")
        assert response.status_code == 301
        assert response.headers["Location"] == "/tracker/?state=MI&q=%C3%B1&page=2"
        assert client.get("/tracker/?state=xx").status_code == 404

    def test_says_that_nothing_was_found(self, client, signer):
        page = text_of(client.get("/tracker/?q=nobody"))
        assert "No campaigns match." in page
        assert "<table" not in page


class TestSigned:
    def test_says_how_to_fill_an_empty_record(self, client):
        assert "The record is empty" in client.get("/tracker/signed/").text

    def test_says_that_nobody_signed(self, client):
        run("Ada Quartz")
        page = text_of(client.get("/tracker/signed/"))
        assert "<h1>No one has signed yet</h1>" in page
        assert "Ada Quartz" not in page

    def test_lists_those_who_signed_by_state(self, client, signer):
        Candidacy.objects.update(campaign_url="https://www.ada.example/start")
        page = text_of(client.get("/tracker/signed/"))
        assert '<span class="highlight">1 person</span>' in page
        assert f'<a href="{signer.get_absolute_url()}">Ada Signed</a>' in page
        assert 'href="https://www.ada.example/start"' in page
        assert "Campaign website: ada.example" in page
        assert '<a href="/tracker/mi/">Michigan</a>' in page
        assert "Bea Refused" not in page
        assert "Cai Pending" not in page

    def test_has_pages_of_25(self, client):
        for _number in range(26):
            publish_answer(run())
        page = client.get("/tracker/signed/").text
        assert page.count('class="signers__name"') == 25
        assert "?page=2" in links_in(page)
        page = client.get("/tracker/signed/?page=2").text
        assert page.count('class="signers__name"') == 1
        assert "26 people" in text_of(client.get("/tracker/signed/?page=2"))

    def test_counts_a_person_once(self, client, signer):
        special = RaceFactory.create(kind="special")
        publish_answer(run(person=signer.person, race=special))
        page = text_of(client.get("/tracker/signed/"))
        assert page.count(">Ada Signed</a>") == 1
        assert "1 person" in page

    def test_says_how_a_signers_race_went(self, client, signer):
        record_results(StageFactory.create(race=signer.race), {signer: "lost"})
        assert "Lost the primary" in client.get("/tracker/signed/").text
