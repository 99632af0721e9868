"""What a visitor sees of petitions."""

from __future__ import annotations

import datetime
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaign.content.models import Profile
from campaign.lib.cache.generation import FACTS
from pledges.models import Demand, Invalidation, Milestone, Petition, Signature, Update
from tests.factories import ArticleFactory
from tests.pledges.people import a_paper_batch, a_petition, a_signature, a_supporter, signatures

pytestmark = pytest.mark.django_db

PETITIONS = 3  # profile, petitions, counts
# profile, petition with its news, counts, signers, articles to which texts link
PETITION = 6
NOW = datetime.datetime(2026, 9, 1, 16, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
State = Petition.State


def page(client: Client, address: str, **extra: Any) -> str:
    response = client.get(address, **extra)
    assert response.status_code == 200, address
    return " ".join(response.text.split())


def main(client: Client, address: str) -> str:
    """Return the page without its frame."""
    return page(client, address).partition("<main")[2].partition("</main>")[0]


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


class TestPetitions:
    def test_say_that_there_is_none_yet(self, client):
        assert "No petitions yet" in page(client, "/petitions/")

    def test_come_with_what_can_be_signed_first_and_what_ended_last(self, client):
        for number, state in enumerate((State.WON, State.PAUSED, State.OPEN, State.OPEN)):
            a_petition(title=f"Title {number}", state=state, state_since=NOW - number * DAY)
        shown = page(client, "/petitions/")
        titles = re.findall(r"Title \d</a>", shown)
        assert titles == [f"Title {number}</a>" for number in (2, 3, 1, 0)]
        assert shown.count("Sign this petition") == 2
        assert "Paused</span>" in shown
        assert "Won</span>" in shown

    def test_show_neither_a_draft_nor_what_opens_later(self, client):
        a_petition(title="Unseen draft", state=State.DRAFT)
        a_petition(title="Unseen tomorrow", opens_at=timezone.now() + DAY)
        assert "Unseen" not in page(client, "/petitions/")

    @pytest.mark.parametrize("count", [1, 50])
    def test_take_as_many_queries_for_one_as_for_fifty(
        self, client, django_assert_num_queries, count
    ):
        for _number in range(count):
            signatures(a_petition(), 2)
        with django_assert_num_queries(PETITIONS):
            client.get("/petitions/")


class TestPetition:
    def test_says_whom_it_asks_for_what(self, client):
        petition = a_petition(
            slug="end-it", title="End it", target="The council", ask="End the contract.",
            intro="It *began* in May.", reasons="## Rights\n\nPeople have them.",
            closing_demand="Now.", sources="- [Report](https://example.org/)",
        )  # fmt: skip
        for position, text in ((2, "Publish it."), (1, "Open it.")):
            Demand.objects.create(petition=petition, position=position, text=text)
        shown = main(client, "/petitions/end-it/")
        for part in (
            "<h1", "End it</h1>", "To: <strong>The council</strong>", "End the contract.",
            "It <em>began</em> in May.", "<h3>Rights</h3>", "Our demand", "Now.",
            'href="https://example.org/"',
        ):  # fmt: skip
            assert part in shown
        assert shown.index("Open it.") < shown.index("Publish it.")

    def test_has_the_words_of_the_campaign_on_its_button(self, client):
        petition = a_petition()
        paths = ["/petitions/", petition.get_absolute_url(), f"{petition.get_absolute_url()}sign/"]
        for button in ("Sign this petition", "Back the bill"):
            for path in paths:
                assert f">{button}<" in main(client, path), path
            Petition.objects.update(button_words="Back the bill")

    def test_draws_nothing_of_what_is_empty(self, client):
        shown = main(client, a_petition().get_absolute_url())
        for heading in (
            "What we demand", "Why this matters", "Our demand", "Updates on", "Recent signers",
            "Signatures by state", "Sources",
        ):  # fmt: skip
            assert heading not in shown

    def test_is_not_found_as_a_draft_or_before_it_opens(self, client):
        for petition in (a_petition(state=State.DRAFT), a_petition(opens_at=timezone.now() + DAY)):
            response = client.get(petition.get_absolute_url())
            assert response.status_code == 404
            assert "There is no petition at this address." in response.text

    @pytest.mark.parametrize(
        ("count", "values", "said", "bar"),
        [
            (0, {}, "No one has signed yet. Our goal is 10.", (0, 10)),
            (1, {}, "1 has signed. 9 more to reach 10.", (1, 10)),
            (9, {}, "9 have signed. 1 more to reach 10.", (9, 10)),
            (11, {}, "11 have signed. 14 more to reach 25.", (11, 25)),
            (3, {"goal": 50}, "3 have signed. 47 more to reach 50.", (3, 50)),
            (3, {"goal": 2, "goal_pinned": True}, "3 have signed. We reached our goal of 2.",
             (3, 2)),
            (3, {"goal": 5, "goal_pinned": True}, "3 have signed. 2 more to reach 5.", (3, 5)),
            (3, {"state": State.CLOSED}, "3 have signed. Our goal was 10.", (3, 10)),
        ],
    )  # fmt: skip
    def test_says_how_many_signed_in_words_and_on_a_bar(self, client, count, values, said, bar):
        petition = a_petition(**values)
        signatures(petition, count)
        shown = main(client, petition.get_absolute_url())
        progress = shown.partition('<div class="progress">')[2].partition("<progress")
        assert words(progress[0]) == said
        value, most = bar
        assert f'value="{value}" max="{most}" aria-labelledby="progress-' in progress[2]

    def test_has_a_form_with_a_notice_that_can_be_its_own(self, client):
        petition = a_petition()
        shown = main(client, petition.get_absolute_url())
        assert f'method="post" action="/petitions/{petition.slug}/sign/"' in shown
        assert 'name="leaf"' in shown
        assert "We store your name and email address encrypted" in shown
        own = a_petition(privacy_notice="Kept in a tin.")
        shown = main(client, own.get_absolute_url())
        assert "Kept in a tin." in shown
        assert "stored encrypted" not in shown

    def test_says_until_when_it_is_open_in_eastern_time(self, client):
        closes_at = datetime.datetime(2126, 12, 1, 22, tzinfo=datetime.UTC)
        shown = main(client, a_petition(closes_at=closes_at).get_absolute_url())
        assert "Sign by Dec. 1, 2126, 5 p.m. Eastern ." in words(shown)

    @pytest.mark.parametrize(
        ("values", "heading"),
        [
            ({"state": State.PAUSED}, "This petition is paused"),
            ({"state": State.CLOSED}, "This petition is closed"),
            ({"state": State.WON}, "We won"),
            ({"state": State.WITHDRAWN}, "We withdrew this petition"),
            ({"state": State.OPEN, "closes_at": NOW}, "This petition is closed"),
        ],
    )
    def test_says_where_the_form_was_why_nobody_can_sign(self, client, values, heading):
        petition = a_petition(state_since=NOW, state_note="The council voted.", **values)
        shown = main(client, petition.get_absolute_url())
        assert f"{heading}</h2>" in shown
        assert "We stopped taking signatures on Sept. 1, 2026 . The council voted." in words(shown)
        assert "<form" not in shown
        assert "#sign" not in shown

    def test_shows_the_first_name_and_state_of_those_who_agreed(self, client):
        petition = a_petition()
        a_signature(petition, a_supporter(name="Ines Basalt"), shown_publicly=True)
        a_signature(petition, a_supporter(name="Wren Calcite", postal_code="09012"),
                    shown_publicly=True)  # fmt: skip
        a_signature(petition, a_supporter(name="Odo Elderflower", postal_code="00000"),
                    shown_publicly=True)  # fmt: skip
        a_signature(petition, a_supporter(name=",", postal_code="09013"), shown_publicly=True)
        a_signature(petition, a_supporter(name="Hidden Gneiss"))
        a_signature(petition, a_supporter(name="Pending Gneiss"), shown_publicly=True,
                    state=Signature.State.PENDING)  # fmt: skip
        shown = main(client, petition.get_absolute_url())
        slips = shown.partition('<ul class="supporters">')[2].partition("</ul>")[0]
        assert words(slips) == (
            "A neighbor in the armed forces Odo Wren , Armed forces Ines , Michigan"
        )
        for unseen in ("Basalt", "Calcite", "Hidden", "Pending", "example.org/"):
            assert unseen not in shown

    def test_shows_ten_at_most_the_latest_first(self, client):
        petition = a_petition()
        for number in range(12):
            a_signature(petition, a_supporter(name=f"N{number:02} Basalt"), shown_publicly=True,
                        confirmed_at=NOW + number * DAY)  # fmt: skip
        shown = main(client, petition.get_absolute_url())
        assert re.findall(r"N\d\d", shown) == [f"N{number:02}" for number in range(11, 1, -1)]

    @pytest.mark.parametrize(
        ("state", "is_shown"), [("approved", True), ("waiting", False), ("rejected", False)]
    )
    def test_shows_a_comment_once_a_moderator_approved_it(self, client, state, is_shown):
        petition = a_petition()
        a_signature(petition, shown_publicly=True, comment="For <b>Ana</b>.", comment_state=state)
        shown = main(client, petition.get_absolute_url())
        assert ("For &lt;b&gt;Ana&lt;/b&gt;." in shown) == is_shown

    def test_reads_only_signers_and_counts_again_as_people_sign(
        self, client, django_assert_max_num_queries
    ):
        petition = a_petition()
        facts = {FACTS: {}}
        client.get(petition.get_absolute_url(), **facts)
        a_signature(petition, a_supporter(name="Ana Reed"), shown_publicly=True)
        with django_assert_max_num_queries(2):  # signers, counts
            shown = page(client, petition.get_absolute_url(), **facts)
        assert "1 person has signed" in shown
        assert "Ana" in shown

    def test_shows_no_comment_of_somebody_who_is_not_shown(self, client):
        petition = a_petition()
        a_signature(petition, comment="For Ana.", comment_state="approved")
        assert "For Ana." not in main(client, petition.get_absolute_url())

    def test_counts_states_that_add_up_and_paper_apart(self, client):
        petition = a_petition()
        signatures(petition, 11)
        signatures(petition, 2, place="WY")
        a_paper_batch(petition, 12, place="OH")
        shown = main(client, petition.get_absolute_url())
        table = shown.partition('<table class="tally">')[2].partition("</table>")[0]
        assert words(table.partition("</caption>")[2]) == (
            "State Signatures Ohio 12 Other and unknown 13 Total 25"
        )
        assert "12 of these signatures are on paper." in shown
        assert f'href="/petitions/{petition.slug}/signatures.csv"' in shown

    def test_tells_its_published_news_each_with_an_address(self, client):
        petition = a_petition()
        news = Update.objects.create(
            petition=petition, title="A letter", body="## Sent\n\nIt is *on its way*.",
            published_at=NOW - DAY,
        )  # fmt: skip
        Update.objects.create(petition=petition, title="Unseen", body="x")
        Update.objects.create(
            petition=petition, title="Unseen", body="x", published_at=timezone.now() + DAY
        )
        shown = main(client, petition.get_absolute_url())
        assert f'id="update-{news.pk}"' in shown
        assert "<h4>Sent</h4>" in shown
        assert "Aug. 31, 2026" in shown
        assert "Unseen" not in shown

    def test_leads_to_its_preview(self, client, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        Profile.objects.create(name="Ours", ask="Asked.")
        petition = a_petition(slug="end-it", title="End it", target="The council")
        signatures(petition, 2)
        shown = page(client, "/petitions/end-it/")
        assert 'og:image:alt" content="End it. The council. 10 is our goal. Ours."' in shown
        [image] = re.findall(r'og:image" content="[^"]*(/previews/[^"]+)"', shown)
        assert client.get(image).headers["Content-Type"] == "image/png"
        assert client.get(image.replace("end-it", "nothing")).status_code == 404

    def test_has_another_preview_at_a_milestone_but_not_for_each_signature(self, client):
        petition = a_petition(title="End it", target="The council")
        named = []
        for count in (24, 1, 1):
            signatures(petition, count)
            shown = page(client, petition.get_absolute_url())
            named += re.findall(
                r'og:image" content="([^"]+)".*og:image:alt" content="End it[.] The council[.] '
                r'([^"]+) Pledge',
                shown,
            )
        assert [alt for _image, alt in named] == [
            "10+ signatures, 25 is our goal.",
            *["25+ signatures, 50 is our goal."] * 2,
        ]
        assert named[1] == named[2]

    def test_tells_search_engines_where_it_stands(self, client, settings):
        settings.SITE_URL = "https://ours.example"
        a_petition(slug="end-it", title="End </script> it")
        [told] = re.findall(r'ld\+json">(.*?)</script>', page(client, "/petitions/end-it/"))
        items = json.loads(told)["itemListElement"]
        assert [(item["name"], item["item"]) for item in items] == [
            ("Petitions", "https://ours.example/petitions/"),
            ("End </script> it", "https://ours.example/petitions/end-it/"),
        ]

    @pytest.mark.parametrize("count", [1, 50])
    def test_takes_as_many_queries_for_one_row_as_for_fifty(
        self, client, django_assert_num_queries, count
    ):
        petition = a_petition()
        a_paper_batch(petition, count)
        for _number in range(count):
            a_paper_batch(petition, 1, taken_back_at=NOW, taken_back_reason="Counted twice.")
        for number in range(count):
            ArticleFactory.create(slug=f"article-{number}")
            Demand.objects.create(petition=petition, position=number, text="One more.")
            Milestone.objects.create(petition=petition, size=number, reached_at=NOW)
            Update.objects.create(
                petition=petition, title="T", body=f"[[article-{number}]]", published_at=NOW
            )
            Invalidation.objects.create(
                petition=petition, postal_code="00000", applied_at=NOW, counted_count=2
            )
            a_signature(petition, shown_publicly=True, comment="A", comment_state="approved")
        with django_assert_num_queries(PETITION):
            client.get(petition.get_absolute_url())
