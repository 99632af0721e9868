"""A new password by email: who gets a link, what it does, and what nobody finds out."""

import datetime
import re

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.accounts.passwords import PER_ADDRESS
from campaign.lib import passwords
from campaign.lib.outbox.models import Message
from tests.campaign.lib.outbox.sending import drain
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db
ASK = "/admin/password-reset/"
NEW = {"new_password1": "four lanterns on", "new_password2": "four lanterns on"}


@pytest.fixture
def robin(monkeypatch) -> User:
    monkeypatch.setattr(passwords.BoundedArgon2PasswordHasher, "memory_cost", 64)
    return OrganizerFactory.create(username="robin", email="Robin@example.org")


def ask_for(address: str, *, block: int = 7):
    return Client(REMOTE_ADDR=f"203.0.{block}.7").post(ASK, {"email": address})


def link() -> str:
    drain()
    return re.search(r"^http://[^/]+(/admin/password-reset/\S+)$", mail.outbox[-1].body, re.M)[1]


class TestAsk:
    def test_reads_and_costs_the_same_whether_anybody_has_the_address_or_not(self, robin):
        counts, texts = [], []
        for address in ("warm@example.org", "robin@example.org", "nobody@example.org"):
            with CaptureQueriesContext(connection) as queries:
                texts.append(ask_for(address).text)
            counts.append(len(queries))
        assert "If this address belongs to an organizer" in texts[1]
        assert texts[1] == texts[2]
        assert counts[1] == counts[2]
        assert Message.objects.count() == len(counts)
        drain()
        assert [sent.to for sent in mail.outbox] == [["Robin@example.org"]]
        assert not Message.objects.filter(outcome=Message.Outcome.WAITING).exists()

    def test_emails_nobody_without_an_account_that_works(self, robin):
        OrganizerFactory.create(email="gone@example.org", is_active=False)
        OrganizerFactory.create(email="reader@example.org", is_staff=False)
        OrganizerFactory.create(email="")
        for address in ("gone@example.org", "reader@example.org", "no address", ""):
            ask_for(address)
        drain()
        assert not mail.outbox

    def test_emails_one_address_three_times_a_day_at_most(self, robin):
        for number in range(PER_ADDRESS + 2):
            assert ask_for("ROBIN@example.org", block=number).status_code == 200
        assert Message.objects.count() == PER_ADDRESS


class TestChoose:
    def test_sets_the_password_once_within_an_hour_and_logs_nobody_in(self, robin, client):
        inside = Client()
        inside.force_login(robin)
        with time_machine.travel(timezone.now(), tick=False) as clock:
            ask_for("robin@example.org")
            path = link()
            assert mail.outbox[-1].to == ["Robin@example.org"]
            assert client.get(path).status_code == 200
            clock.shift(datetime.timedelta(minutes=59))
            short = client.post(path, {"new_password1": "short", "new_password2": "short"})
            assert (short.status_code, "at least 12 characters" in short.text) == (422, True)
            assert client.post(path, NEW).url == "/admin/login/"
            assert "Your new password is set." in client.get("/admin/login/").text
            assert client.get(path).status_code == 410
            robin.refresh_from_db()
            assert robin.check_password(NEW["new_password1"])
            assert client.get("/admin/").status_code == inside.get("/admin/").status_code == 302
            ask_for("robin@example.org")
            late = link()
            clock.shift(datetime.timedelta(minutes=61))
            assert client.post(late, NEW).status_code == 410

    def test_refuses_links_that_nobody_sent(self, robin, client):
        for key in ("MQ", "x", "%00", "_" * 300, "MTAwMDAwMDAwMDAwMDAwMDAwMA"):
            assert client.get(f"{ASK}{key}/abc-123/").status_code in {400, 410}
