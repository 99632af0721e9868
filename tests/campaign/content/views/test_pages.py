"""The campaign's own pages show what organizers wrote and published, and nothing that is empty."""

import datetime
import re

import pytest
from django.utils import timezone

from campaign.content import models
from tests.factories import RaceFactory, publish_answer, run, state
from tests.pledges.people import a_petition, signatures

pytestmark = pytest.mark.django_db
EMPTY = re.compile(r"<(section|ul|ol|dl|figure|h[1-4])\b[^>]*>\s*</\1>|</h[1-4]>\s*</section>")
PAGES = ("/", "/mission/", "/faq/", "/about/", "/privacy/", "/accessibility/", "/news/")
POINTS = {
    models.Aim: "/",
    models.Step: "/",
    models.Principle: "/mission/",
    models.Activity: "/mission/",
    models.CoalitionDemand: "/about/",
    models.Belief: "/about/",
    models.Consequence: "/about/",
}
MONTH = datetime.date(2026, 2, 1)
SOURCE = "https://example.org/poll"


def page(client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


class TestEveryPage:
    @pytest.mark.parametrize("path", PAGES)
    def test_draws_no_part_without_content(self, client, path):
        assert EMPTY.findall(page(client, path)) == []

    @pytest.mark.parametrize(("model", "path"), POINTS.items())
    def test_shows_a_list_in_its_order_and_only_what_is_published(self, client, model, path):
        model.objects.create(title="Second", position=2)
        model.objects.create(title="First", text="{signed} signed.", position=1)
        model.objects.create(title="Not yet", is_published=False)
        shown = page(client, path)
        assert 0 < shown.index("First") < shown.index("0 signed.") < shown.index("Second")
        assert "Not yet" not in shown

    @pytest.mark.parametrize(("model", "path"), POINTS.items())
    def test_has_the_place_to_which_an_item_leads(self, client, model, path):
        item = model.objects.create(title="Here")
        address, _sign, anchor = item.get_absolute_url().partition("#")
        assert address == path
        assert f'id="{anchor}"' in page(client, path)

    @pytest.mark.parametrize("place", models.Passage.Place)
    def test_shows_a_passage_at_its_place(self, client, place):
        passage = models.Passage.objects.create(place=place, text="Our *own* words.")
        path = passage.get_absolute_url().partition("#")[0]
        assert "Our <em>own</em> words." in page(client, path)


class TestHome:
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

    def test_adds_up_where_the_signers_stand(self, client):
        for _number in range(2):
            publish_answer(run())
        shown = page(client, "/")
        found = re.findall(r'field-of-signers__figure">(\d+)</dd>', shown)
        assert found == ["2", "2", "0", "0"]
        assert "States in which one of them runs: 1." in shown
        assert "territories:" not in shown
        assert "<li>2 signed</li> <li>1 state</li> <li>2026 cycle</li>" in shown

    def test_says_territories_apart_from_states(self, client):
        publish_answer(run(race=RaceFactory.create(jurisdiction=state("DC"), delegate=True)))
        shown = page(client, "/")
        assert "Of DC and the territories: 1." in shown
        assert "one of them runs" not in shown


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


class TestNextSteps:
    @pytest.fixture
    def profile(self):
        return models.Profile.objects.create(name="Ours", ask="Asked.")

    def test_close_every_page_that_leads_somewhere(self, client, profile):
        for target in models.NextStep.Target:
            models.NextStep.objects.create(
                title=f"Do {target}", words="Go", target=target, link="/news/"
            )
        shown = page(client, "/mission/")
        assert "Do call" in shown
        assert "Do share" in shown
        assert "Do link" in shown
        assert 'href="/join/">Go</a>' in shown
        # Nobody said where to donate, and there is nothing to sign.
        assert "Do donate" not in shown
        assert "Do sign" not in shown
        profile.donate_url = "https://example.org/give"
        profile.save()
        assert 'href="https://example.org/give">Go</a>' in page(client, "/mission/")

    def test_lead_to_the_newest_petition_that_is_open(self, client, profile):
        models.NextStep.objects.create(title="Sign", words="Go", target="sign")
        now, day = timezone.now(), datetime.timedelta(days=1)
        a_petition(slug="older", state_since=now - 2 * day)
        a_petition(slug="newer", state_since=now - day)
        a_petition(slug="paused", state="paused", state_since=now)
        a_petition(slug="soon", opens_at=now + day)
        assert 'href="/petitions/newer/#sign">Go</a>' in page(client, "/mission/")

    def test_are_not_drawn_on_pages_about_something_wrong(self, client, profile):
        models.NextStep.objects.create(title="Call", words="Go", target="call")
        assert "Your next step" not in page(client, "/nowhere/")


class TestQuestions:
    def test_have_an_address_each(self, client):
        question = models.Question(question="Who is behind this?", answer="**We** are.")
        question.full_clean()
        question.save()
        assert question.get_absolute_url() == "/faq/#who-is-behind-this"
        shown = page(client, "/faq/")
        assert 'id="who-is-behind-this"' in shown
        assert "<strong>We</strong> are." in shown

    def test_stand_in_short_on_the_mission_page(self, client):
        models.Question.objects.create(question="Why?", slug="why-so", answer="A.", position=1)
        models.Question.objects.create(
            question="How?", slug="how", answer="B.", is_on_mission=True, position=2
        )
        shown = page(client, "/mission/")
        assert "/faq/#how" in shown
        assert "Why?" not in shown


class TestProfile:
    def test_has_its_links_in_the_footer_in_their_order(self, client):
        models.Profile.objects.create(name="Ours", ask="Asked.")
        models.SocialLink.objects.create(name="Second", url="https://example.org/2", position=2)
        models.SocialLink.objects.create(name="First", url="https://example.org/1", position=1)
        models.SocialLink.objects.create(name="Hidden", url=SOURCE, is_published=False)
        footer = page(client, "/faq/").partition("<footer")[2]
        assert footer.index("First") < footer.index("Second")
        assert "Hidden" not in footer

    def test_brings_everything_a_page_frames_in_one_query(self, client, django_assert_num_queries):
        models.Profile.objects.create(name="Ours", ask="Asked.")
        models.SocialLink.objects.create(name="First", url=SOURCE)
        models.NextStep.objects.create(title="Call", words="Go", target="call")
        with django_assert_num_queries(2):  # and the questions
            client.get("/faq/")
