import pytest
from django.core import mail
from django.utils import timezone

from campaign.content.first_steps import first_steps
from campaign.lib.outbox.models import Message
from tests.campaign.accounts.models.test_second_person import administrator
from tests.pledges.emails import send_due

pytestmark = pytest.mark.django_db
PAGE = "/admin/test-email/"
STEP = "Send yourself a test email, and check that it arrives."


class TestSend:
    def test_goes_through_the_outbox_and_says_what_came_of_it(self, client):
        client.force_login(administrator(email="robin@example.org"))
        assert "We’ll send a test email to robin@example.org." in client.get(PAGE).text
        for _time in range(2):
            assert client.post(PAGE).url == PAGE
        assert Message.objects.count() == 1
        assert "still waiting to be sent" in client.get(PAGE).text
        assert STEP in [step.sentence for step in first_steps().left]
        send_due()
        assert [email.to for email in mail.outbox] == [["robin@example.org"]]
        assert "Your mail server took the last one." in client.get(PAGE).text
        assert STEP in [step.sentence for step in first_steps().done]
        Message.objects.update(outcome="failed", finished_at=timezone.now(), reply_code="550 5.7.1")
        assert "Your mail server replied: 550 5.7.1" in client.get(PAGE).text

    def test_asks_for_an_address_first(self, client):
        client.force_login(administrator())
        assert "no email address" in client.get(PAGE).text
        client.post(PAGE)
        assert not Message.objects.exists()
