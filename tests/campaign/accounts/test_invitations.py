"""From an invitation to the admin, by email and through the admin."""

import datetime
import re

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.core import mail
from django.utils import timezone

from campaign.accounts.access import Role
from campaign.accounts.closing import close
from campaign.accounts.invitations import invite
from campaign.accounts.models import Invitation, Organizer
from campaign.lib import passwords
from campaign.lib.audit.models import AuditEvent
from tests.campaign.lib.outbox.sending import drain
from tests.factories import OrganizerFactory
from tests.second_factor import prove

pytestmark = pytest.mark.django_db
ADD = "/admin/accounts/invitation/add/"
PASSWORD = "four lanterns on a porch"
ACCOUNT = {"username": "sasha", "password1": PASSWORD, "password2": PASSWORD}
WEEK = datetime.timedelta(days=7)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    monkeypatch.setattr(passwords.BoundedArgon2PasswordHasher, "memory_cost", 64)


def link() -> str:
    drain()
    return re.search(r"^http://[^/]+(/admin/invitation/\S+)$", mail.outbox[-1].body, re.M)[1]


class TestInvite:
    def test_makes_an_account_with_a_role_once(self, admin_client, admin_user, client):
        typed = {"email": "sasha@example.org", "role": "Verifier"}
        assert admin_client.get(ADD).url == f"/admin/second-factor/?next={ADD}"
        prove(admin_client)
        wrong = admin_client.post(ADD, {"email": "sasha", "role": "King"})
        assert wrong.status_code == 422
        assert admin_client.post(ADD, typed).status_code == 302
        assert "sasha@example.org" in admin_client.get("/admin/accounts/invitation/").text
        path = link()
        assert mail.outbox[-1].to == ["sasha@example.org"]
        assert "Your role: Verifier" in mail.outbox[-1].body
        assert "You were invited as “Verifier.”" in client.get(path).text
        lookalike = client.post(path, {**ACCOUNT, "username": "ADMIN"})
        assert lookalike.status_code == 422
        weak = client.post(path, {**ACCOUNT, "password1": "sasha", "password2": "sasha"})
        assert weak.status_code == 422
        assert client.post(path, ACCOUNT).url == "/admin/second-factor/set-up/"
        assert "Scan this" in client.get("/admin/second-factor/set-up/").text
        sasha = User.objects.get(username="sasha")
        assert (sasha.email, sasha.is_staff, sasha.is_superuser) == (typed["email"], True, False)
        assert [group.name for group in sasha.groups.all()] == ["Verifier"]
        assert Organizer.objects.get(user=sasha).invited_by == admin_user
        assert not Invitation.objects.exists()
        assert client.post(path, {**ACCOUNT, "username": "robin"}).status_code == 410
        kept = dict(AuditEvent.objects.values_list("event", "username"))
        assert kept["invited"] == kept["roles_changed"] == "admin"
        assert "example.org" not in str(AuditEvent.objects.values_list("details"))

    def test_stops_working_once_the_inviter_no_longer_manages_accounts(self, client, admin_user):
        robin = OrganizerFactory.create()
        role = Group.objects.get(name=Role.ADMINISTRATOR)
        ways_to_leave = (
            lambda: robin.groups.remove(role),
            lambda: close(robin, heir=None, by=admin_user),
        )
        for leave in ways_to_leave:
            robin.groups.add(role)
            invite(Invitation(email="sasha@example.org", role=role.name), by=robin)
            path = link()
            assert client.get(path).status_code == 200
            leave()
            assert client.post(path, ACCOUNT).status_code == 410
        assert not User.objects.filter(username="sasha").exists()

    def test_stops_working_after_a_week_or_when_it_is_taken_back(self, client):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            for end in (lambda: clock.shift(WEEK), Invitation.objects.all().delete):
                invite(Invitation(email="sasha@example.org", role="Caller"), by=None)
                path = link()
                assert client.get(path).status_code == 200
                end()
                assert client.post(path, ACCOUNT).status_code == 410
        for token in ("x", "MQ:abc:def", "a" * 2000):
            assert client.get(f"/admin/invitation/{token}/").status_code == 410
        assert not User.objects.exists()
