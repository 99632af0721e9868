import datetime
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign.content import models
from campaign.content.models import Profile, Step
from candidates.models import Candidacy
from tests.factories import RaceFactory, publish_answer, run, state
from tests.pledges.people import a_petition, signatures

# The profile, the cycle, the figures, the newest petition and answers, and six lists.
HOME_QUERIES = 11


@pytest.mark.django_db
class TestHome:
    def test_says_how_to_fill_an_empty_record(self, client: Client):
        page = client.get("/").content.decode()
        assert "The record is empty" in page
        assert "make manage ARGS='import_fec FILE'" in page

    def test_shows_the_figures_of_the_record(self, client):
        publish_answer(run("Ada Example"))
        run("Ben Example")
        page = " ".join(client.get("/").content.decode().split())
        signed = '<a class="counts__link" href="/tracker/signed/">Signed</a></dt>'
        assert f'{signed} <dd class="counts__figure">1</dd>' in page
        assert "State with a signer" in page
        assert "The record is empty" not in page

    def test_shows_who_asks_for_what(self, client):
        Profile.objects.create(name="Ours & Co", ask="We ask you.", alert_bar="Now.")
        page = client.get("/").content.decode()
        assert "Ours &amp; Co</span></h1>" in page
        assert "We ask you." in page
        assert "alert-bar" in page

    def test_opens_with_the_headline_of_the_campaign(self, client):
        Profile.objects.create(name="Ours", ask="We ask you.", headline="They count.")
        page = client.get("/").content.decode()
        assert '<span class="hero__line">They count.</span></h1>' in page
        Profile.objects.update(headline_answer="We know.")
        page = client.get("/").content.decode()
        assert '<span class="highlight">We know.</span></span></h1>' in page

    def test_shows_the_three_newest_answers_with_their_evidence(self, client):
        for number in range(4):
            publish_answer(run(f"Ada {number}"), "refused" if number == 3 else "signed")
        Candidacy.objects.filter(person__full_name="Ada 2").update(outcome="died")
        page = " ".join(client.get("/").content.decode().split())
        newest = page.partition('<ol class="newest">')[2].partition("</ol>")[0]
        assert re.findall(r">(Ada \d)</a>", newest) == ["Ada 3", "Ada 1", "Ada 0"]
        assert "badge--refused" in newest
        assert newest.count('class="scrap__words"') == 3  # no file, so the kind is named

    def test_draws_no_alert_bar_without_a_sentence(self, client):
        assert "alert-bar" not in client.get("/").content.decode()

    def test_names_its_public_address_whatever_host_was_asked(self, client, settings):
        settings.SITE_URL = "https://example.org"
        page = client.get("/?utm_source=mail", headers={"host": "localhost"}).content.decode()
        assert '<link rel="canonical" href="https://example.org/">' in page

    def test_sets_no_cookie_and_varies_by_none(self, client):
        response = client.get("/")
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")

    def test_never_links_the_organizers_pages(self, client):
        assert reverse("admin:index") not in client.get("/").content.decode()

    def test_serves_reading_only(self, client):
        assert client.head("/").status_code == 200
        response = Client(enforce_csrf_checks=True).post("/")
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD"

    @pytest.mark.parametrize("count", [1, 50])
    def test_asks_the_database_as_often_for_one_as_for_fifty(
        self, client, django_assert_num_queries, count
    ):
        for _number in range(count):
            run()
        with django_assert_num_queries(HOME_QUERIES):
            client.get("/")

    def test_counts_once_for_its_boards_and_its_texts(self, client, django_assert_num_queries):
        run()
        Step.objects.create(title="Sign", text="{signed} signed.")
        with django_assert_num_queries(HOME_QUERIES):
            assert "0 signed." in client.get("/").content.decode()


pytestmark = pytest.mark.django_db
MONTH = datetime.date(2026, 2, 1)
SOURCE = "https://example.org/poll"


def page(client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


class TestListsOfTheHomePage:
    def test_says_of_a_poll_all_that_is_needed_to_check_it(self, client):
        models.PollFigure.objects.create(
            percent=65,
            finding="say so",
            asked="whether they say so",
            pollster="A Pollster",
            fielded_on=MONTH,
            source_url=SOURCE,
        )
        shown = page(client, "/")
        assert "65%" in shown
        assert "Asked: whether they say so" in shown
        assert f'<a href="{SOURCE}" rel="noopener">A Pollster</a>, February 2026' in shown

    def test_says_of_a_quotation_who_where_and_when(self, client):
        models.Quotation.objects.create(
            text="Words.", speaker="Somebody", source="A speech", said="1883", source_url=SOURCE
        )
        shown = page(client, "/")
        assert f'Somebody</strong>, <a href="{SOURCE}" rel="noopener">A speech</a>, 1883' in shown

    @time_machine.travel("2026-05-01T12:00:00Z", tick=False)
    def test_adds_up_where_the_signers_stand(self, client):
        for _number in range(2):
            publish_answer(run())
        shown = page(client, "/")
        found = re.findall(r'field-of-signers__figure">(\d+)</dd>', shown)
        assert found == ["2", "2", "0", "0"]
        assert "Signers in 1 state." in shown
        assert "territories:" not in shown
        assert 'href="/tracker/signed/">Signed</a></dt> <dd class="counts__figure">2</dd>' in shown

    def test_says_territories_apart_from_states(self, client):
        publish_answer(run(race=RaceFactory.create(jurisdiction=state("DC"), delegate=True)))
        shown = page(client, "/")
        assert "DC and territories: 1." in shown
        assert "Signers in" not in shown


class TestPetitionOnTheHomePage:
    def test_is_the_newest_that_can_be_signed(self, client):
        now, day = timezone.now(), datetime.timedelta(days=1)
        a_petition(title="Older", state_since=now - 2 * day)
        signatures(a_petition(slug="newer", title="Newer", state_since=now - day), 3)
        a_petition(title="Over", state="won")
        shown = page(client, "/")
        assert "Newer</a>" in shown
        assert 'value="3" max="10"' in shown
        assert 'href="/petitions/newer/#sign"' in shown
        assert "Older" not in shown
        assert "Over" not in shown

    def test_is_not_drawn_where_there_is_none(self, client):
        a_petition(state="won")
        assert "<progress" not in page(client, "/")
