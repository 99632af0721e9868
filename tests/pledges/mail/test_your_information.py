"""The link to one's information, which emails that people forward do not carry."""

from __future__ import annotations

import pytest
import time_machine
from django.utils import timezone

from pledges.mail import links
from pledges.models import Supporter
from tests.pledges.emails import mailed_link, send_due
from tests.pledges.people import a_petition, a_signature, a_supporter

pytestmark = pytest.mark.django_db
ORIGIN = "http://127.0.0.1:8000"


@pytest.fixture
def supporter() -> Supporter:
    supporter = a_supporter("ines@example.org", agreed_at=timezone.now())
    a_signature(a_petition(title="Secret files"), supporter)
    return supporter


@pytest.fixture
def path(supporter: Supporter) -> str:
    link = links.information_link(supporter, now=timezone.now())
    links.remember([link])
    return link.url.removeprefix(ORIGIN)


class TestInformation:
    def test_shows_nothing_of_anyones_and_changes_nothing(self, client, path, mailoutbox):
        before = Supporter.objects.values().get()
        for page in (client.get(path), client.post(path)):
            assert page.status_code == 200
            assert "noindex" in page.headers["X-Robots-Tag"]
            for words in ("Ines", "Basalt", "ines@", "48226", "Secret files", "/me/"):
                assert words not in page.text
        assert Supporter.objects.values().get() == before

    def test_emails_the_owner_a_link_that_works(self, client, path, mailoutbox):
        client.get(path)
        send_due()
        assert mailoutbox == []
        assert "Check your email" in client.post(path).text
        send_due()
        assert mailoutbox[0].to == ["ines@example.org"]
        assert mailoutbox[0].subject == "Your link to your information"
        assert "Secret files" in client.get(mailed_link("me", mailoutbox)).text

    def test_cannot_fill_an_inbox_and_answers_the_same(self, client, path, mailoutbox):
        with time_machine.travel("2026-05-04 12:00", tick=False) as clock:
            pages = set()
            for _ten_minutes in range(12):
                pages.add(client.post(path).content)
                clock.shift(600)
                send_due()
        assert len(pages) == 1
        assert len(mailoutbox) == 3

    @pytest.mark.parametrize("purpose", ["me", "unsubscribe", "confirm"])
    def test_opens_nothing_else(self, client, path, purpose):
        assert client.get(path.replace("your-information", purpose)).status_code == 404
