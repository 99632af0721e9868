import pytest
from django.contrib.auth import authenticate
from django.urls import reverse

from campaign.accounts import login_events
from campaign.lib.audit import Event
from campaign.lib.audit.models import AuditEvent
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db


def kept() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("pk").values_list("event", "username"))


class TestLogin:
    def test_is_kept_and_so_is_the_logout(self, client):
        client.force_login(OrganizerFactory(username="wren"))
        client.post(reverse("admin:logout"))
        assert kept() == [(Event.LOGGED_IN, "wren"), (Event.LOGGED_OUT, "wren")]


class TestFailure:
    def test_is_kept_for_accounts_alone_and_not_without_end(self, monkeypatch):
        monkeypatch.setattr(login_events, "FAILURES_A_DAY", 3)
        OrganizerFactory(username="wren")
        for username in ("my-own-password", *["wren"] * 5):
            login_events.note_failure({"username": username})
        assert kept() == [(Event.LOGIN_FAILED, "wren")] * 3

    def test_is_noticed_where_django_says_so(self):
        OrganizerFactory(username="wren", password="!")
        assert authenticate(None, username="wren", password="wrong") is None
        assert kept() == [(Event.LOGIN_FAILED, "wren")]
