"""What supporters read: one layout, one button, the same email however often it is composed."""

from __future__ import annotations

import datetime
import re
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives

from campaign.content.models import Profile
from campaign.lib.outbox import Recipient, kind_of
from pledges.models import MailedLink, Petition, Signature, Update
from tests.pledges.people import State, a_petition, a_signature, a_supporter

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)
TITLE = "Investigate <ICE> & its 100% record"
ALL = ("confirm", "reminder", "already", "thanks", "your_information", "update")


@pytest.fixture
def profile() -> Profile:
    return Profile.objects.create(
        name="Clean & Green",
        ask="We ask.",
        legal_footer="Paid for by Clean & Green.",
        postal_address="P.O. Box 1\nLansing, MI 48901",
    )


@pytest.fixture
def petition(profile: Profile) -> Petition:
    return a_petition(slug="ice", title=TITLE)


def composed(kind: str, petition: Petition | None, **values: object) -> EmailMultiAlternatives:
    """Return an email of a kind to a new supporter."""
    supporter = a_supporter(name="Ines <b>Basalt", agreed_at=NOW)
    state = State.PENDING if kind in {"confirm", "reminder"} else State.CONFIRMED
    signature = a_signature(petition, supporter, state=state, confirmed_at=NOW)
    recipient = Recipient(signature.pk)
    if kind == "your_information":
        recipient = Recipient(supporter.pk)
    if kind == "update":
        update = Update.objects.create(
            petition=petition, title="We met them", body="They *listened*.", published_at=NOW
        )
        recipient = Recipient(supporter.pk, update.pk)
    email = kind_of(kind).compose([recipient], NOW)[recipient]
    assert isinstance(email, EmailMultiAlternatives)
    return email


def html_of(email: EmailMultiAlternatives) -> str:
    return str(email.alternatives[0].content)


class Outline(HTMLParser):
    """The tags of an HTML email that are not closed, and the links that look like buttons."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.buttons: list[str] = []
        self.langs: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in {"meta", "br", "hr", "img"}:
            self.open.append(tag)
        if tag == "a" and "display: block" in (found.get("style") or ""):
            self.buttons.append(found["href"] or "")
        if found.get("lang"):
            self.langs.append(found["lang"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


class TestEveryEmail:
    @pytest.mark.parametrize("kind", ALL)
    def test_has_the_name_one_button_a_language_and_a_text_part(self, petition, kind):
        email = composed(kind, petition)
        html, outline = html_of(email), Outline(html_of(email))
        assert outline.open == []
        assert len(outline.buttons) == 1
        assert outline.buttons[0] in email.body.split("\n")
        assert set(outline.langs) == {"en"}
        assert "Clean &amp; Green" in html
        assert email.from_email.startswith("Clean & Green <") or "Clean" in email.from_email
        assert len(html.encode()) < 20_000
        assert "prefers-color-scheme: dark" in html
        for words in ("Paid for by Clean & Green.", "Lansing, MI 48901"):
            assert words in email.body
        assert "Paid for by Clean &amp; Green." in html
        assert "\n\n\n" not in email.body
        assert email.extra_headers["Auto-Submitted"] == "auto-generated"

    @pytest.mark.parametrize("kind", ALL)
    def test_names_the_petition_in_its_subject_and_escapes_it_once(self, petition, kind):
        email = composed(kind, petition)
        html = html_of(email)
        if kind != "your_information":
            assert TITLE in email.subject
            assert TITLE in email.body
            assert "Investigate &lt;ICE&gt; &amp; its 100% record" in html
        assert "<ICE>" not in html
        assert "&amp;lt;" not in html

    @pytest.mark.parametrize("kind", ["confirm", "reminder", "already", "thanks"])
    def test_reads_well_for_people_who_joined_without_a_petition(self, profile, kind):
        email = composed(kind, None)
        assert "“”" not in email.body + html_of(email) + email.subject
        assert "None" not in email.body + html_of(email) + email.subject

    @pytest.mark.parametrize("kind", ALL)
    def test_calls_people_by_a_name_only_once_they_confirmed_it(self, petition, kind):
        email = composed(kind, petition)
        has_name = "Ines" in email.body
        assert has_name == (kind not in {"confirm", "reminder"})
        assert ("Ines" in html_of(email)) == has_name
        assert "<b>" not in html_of(email)

    @pytest.mark.parametrize(("kind", "days"), [("confirm", "seven"), ("reminder", "five")])
    def test_says_in_how_many_days_an_address_is_deleted(self, petition, kind, days):
        email = composed(kind, petition)
        for text in (email.body, html_of(email)):
            assert f"In {days} days, we’ll delete what was entered." in text
        assert Signature.UNCONFIRMED_KEPT.days == 7
        assert Signature.REMINDED_AFTER.days == 2

    @pytest.mark.parametrize("kind", ["update", "thanks"])
    def test_that_people_forward_opens_nothing_of_theirs(self, petition, kind):
        email = composed(kind, petition)
        everything = email.body + html_of(email) + str(email.extra_headers)
        assert "/me/" not in everything
        assert "/confirm/" not in everything
        url = email.extra_headers["List-Unsubscribe"].strip("<>")
        assert email.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert url in email.body.split("\n")
        assert re.search(r"^http://127.0.0.1:8000/your-information/[\w-]{43}/$", email.body, re.M)

    def test_is_the_same_however_often_it_is_composed(self, petition):
        signature = a_signature(petition, a_supporter(), state=State.PENDING)
        recipient = Recipient(signature.pk)
        first, second = (
            kind_of("confirm").compose([recipient], moment)[recipient]
            for moment in (NOW, NOW + datetime.timedelta(hours=3))
        )
        assert (first.subject, first.body) == (second.subject, second.body)
        assert html_of(first) == html_of(second)
        assert MailedLink.objects.count() == 3

    def test_follows_what_an_editor_changed_within_a_minute(self, petition):
        composed("confirm", petition)
        Petition.objects.update(title="Another title")
        assert TITLE in composed("confirm", petition).subject
        cache.clear()
        assert "Another title" in composed("confirm", petition).subject


class TestAlready:
    def test_says_since_when_and_that_nothing_is_left_to_do(self, petition):
        body = composed("already", petition).body
        assert f"You already signed “{TITLE}” on May 4, 2026. Your name is counted." in body
