import pytest
from django.utils import timezone

from campaign.lib import outbox
from campaign.lib.outbox import mailings
from campaign.lib.outbox.models import Message
from tests.campaign.lib.outbox.sending import drain, outcomes

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def two_mailings(kinds: None) -> None:
    for batch_id in (7, 8):
        outbox.queue("leaflet", [batch_id * 10, batch_id * 10 + 1], now=NOW, batch_id=batch_id)


class TestMailings:
    def test_are_held_and_released_each_for_itself(self) -> None:
        mailings.hold("leaflet", 7, now=NOW)
        drain()
        assert outcomes() == {70: "", 71: "", 80: "sent", 81: "sent"}
        mailings.release("leaflet", 7, now=NOW)
        drain()
        assert mailings.counts("leaflet", 7) == {"sent": 2}

    def test_are_canceled_except_for_what_was_sent(self) -> None:
        Message.objects.filter(object_id=70).update(outcome="sent", finished_at=NOW)
        mailings.cancel("leaflet", 7, now=NOW)
        assert mailings.counts("leaflet", 7) == {"sent": 1, "canceled": 1}
        assert [mailings.waiting_count("leaflet", batch_id) for batch_id in (7, 8)] == [0, 2]

    def test_are_no_emails_outside_of_mailings(self) -> None:
        outbox.queue("leaflet", [1], now=NOW)
        mailings.cancel("leaflet", 0, now=NOW)
        assert Message.objects.get(object_id=1).outcome == ""
