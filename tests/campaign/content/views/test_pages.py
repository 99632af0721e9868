"""The campaign's own pages show what organizers wrote and published, and nothing that is empty."""

import datetime
import re

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from campaign.content import models
from campaign.lib import drawn_parts
from tests.pledges.people import a_petition

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

    def test_are_drawn_again_only_when_they_read_differently(self, client, profile, monkeypatch):
        # What a process has drawn is kept, so no other test may have these words.
        drawn = []

        def note(template_name, context):
            drawn.append(template_name)
            return render_to_string(template_name, context)

        monkeypatch.setattr(drawn_parts, "render_to_string", note)
        text = "<{petitions}> to sign, seen by these steps alone"
        models.NextStep.objects.create(title="Go", text=text, words="Go", target="join")
        for count in (0, 0, 1):
            if count:
                a_petition()
            assert f"&lt;{count}&gt; to sign" in page(client, "/mission/")
        assert drawn.count("components/next_steps.html") == 2

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
        with django_assert_num_queries(3):  # and the cycle, for the call, and the questions
            client.get("/faq/")
