import pytest
from django.utils import timezone

from campaign.accounts.models import Invitation
from tests.factories import OrganizerFactory
from tests.second_factor import prove

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/invitation/"


class TestInvitations:
    def test_are_for_administrators(self, client):
        client.force_login(OrganizerFactory.create())
        prove(client)
        for path in (LIST, f"{LIST}add/"):
            assert client.get(path).status_code == 403

    def test_say_that_they_are_emailed(self, admin_client):
        prove(admin_client)
        typed = {"email": "sasha@example.org", "role": "Caller"}
        page = admin_client.post(f"{LIST}add/", typed, follow=True).text
        assert "We’re emailing the invitation." in page
        assert "was added successfully" not in page

    def test_can_be_taken_back(self, admin_client):
        sent = Invitation.objects.create(
            email="sasha@example.org", role="Caller", sent_at=timezone.now()
        )
        path = f"{LIST}{sent.pk}/delete/"
        assert "sasha" not in admin_client.get(path).text
        assert admin_client.post(path, {"post": "yes"}).status_code == 302
        assert not Invitation.objects.exists()
