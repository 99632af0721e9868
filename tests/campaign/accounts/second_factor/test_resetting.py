"""The way back for people who lost their phone and their codes."""

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django_otp_webauthn.models import WebAuthnCredential

from campaign.accounts.models import OneTimeCode, Organizer, TotpKey
from campaign.accounts.models.second_factor import make_codes
from campaign.accounts.second_factor.resetting import reset_second_factor
from campaign.lib.audit.models import AuditEvent
from tests.campaign.lib.outbox.sending import drain
from tests.factories import OrganizerFactory
from tests.second_factor import prove, with_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def robin() -> User:
    robin = OrganizerFactory.create(username="robin", email="robin@example.org")
    with_app(robin)
    make_codes(robin)
    WebAuthnCredential.objects.create(user=robin)
    return robin


def page_of(user: User) -> str:
    return f"/admin/auth/user/{user.pk}/reset-second-factor/"


class TestReset:
    def test_by_an_administrator_is_noted_and_emailed_to_all_of_them(
        self, admin_client, admin_user, robin
    ):
        administrator = OrganizerFactory.create(email="sasha@example.org")
        administrator.groups.add(Group.objects.get(name="Administrator"))
        OrganizerFactory.create(email="", is_superuser=True)
        OrganizerFactory.create(email="gone@example.org", is_superuser=True, is_active=False)
        inside = Client()
        inside.force_login(robin)
        assert admin_client.get(page_of(robin)).url.startswith("/admin/second-factor/")
        prove(admin_client)
        link = f'href="{page_of(robin)}"'
        assert link in admin_client.get(f"/admin/auth/user/{robin.pk}/change/").text
        assert "Call this person first" in admin_client.get(page_of(robin)).text
        assert admin_client.post(page_of(robin)).status_code == 302
        assert not TotpKey.objects.exists()
        assert not OneTimeCode.objects.exists()
        assert not WebAuthnCredential.objects.exists()
        assert inside.get("/admin/").status_code == 302
        assert Organizer.objects.get(user=robin).reset_by == admin_user
        event = AuditEvent.objects.get(event="second_factor_reset")
        assert (event.username, event.subject_id) == ("admin", str(robin.pk))
        drain()
        assert sorted(address for email in mail.outbox for address in email.to) == [
            "admin@example.org",
            "sasha@example.org",
        ]
        assert "admin reset the second factor of “robin”." in mail.outbox[0].body

    def test_is_nothing_for_oneself_or_for_other_organizers(self, admin_client, admin_user, robin):
        prove(admin_client)
        assert admin_client.post(page_of(admin_user)).status_code == 403
        client = Client()
        client.force_login(OrganizerFactory.create())
        prove(client)
        assert client.post(page_of(robin)).status_code == 403
        assert TotpKey.objects.exists()

    def test_by_the_command_line_helps_the_last_administrator(self, admin_user):
        with_app(admin_user)
        reset_second_factor(admin_user, by=None)
        assert not TotpKey.objects.exists()
        drain()
        assert "someone at the server’s command line reset" in mail.outbox[0].body
