import pytest
from django.utils import timezone

from campaign.lib.outbox.models import LaneState, Message
from campaign.lib.outbox.waiting import failed_emails, stopped_queues
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db


class TestLines:
    def test_find_failed_emails_and_queues_that_stopped(self):
        now, me = timezone.now(), OrganizerFactory.create()
        for number in (1, 2):
            Message.objects.create(
                lane="reply", kind="test", object_id=number, queued_at=now, due_at=now
            )
        assert not failed_emails(me, now).exists()
        assert not stopped_queues(me, now).exists()
        Message.objects.filter(object_id=1).update(outcome="failed", finished_at=now)
        LaneState.objects.filter(lane="bulk").update(paused_at=now)
        assert failed_emails(me, now).get().object_id == 1
        assert stopped_queues(me, now).get().lane == "bulk"
