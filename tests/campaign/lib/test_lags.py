import datetime

import pytest
import time_machine
from django.test import RequestFactory
from django.utils import timezone

from campaign.lib.cache.generation import AWAY_SINCE
from campaign.lib.lags import LATE_AFTER_SECONDS, lags, late
from campaign.lib.outbox.models import Lane, Message

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATE = datetime.timedelta(seconds=LATE_AFTER_SECONDS)


class TestLate:
    def test_is_silent_while_all_is_on_time(self):
        request = RequestFactory().get("/admin/")
        assert set(lags(request, NOW).values()) == {0}
        assert late(request, NOW) == []

    def test_says_what_waits_and_for_how_long(self, admin_client):
        Message.objects.create(
            lane=Lane.REPLY, kind="test", object_id=1, queued_at=NOW - LATE, due_at=NOW
        )
        away_since = NOW - 2 * LATE
        request = RequestFactory().get("/admin/", **{AWAY_SINCE: away_since})
        assert late(request, NOW) == [
            "An email has been waiting for 5 minutes. Is the email sender running?",
            "Public pages haven’t been updated for 10 minutes. Visitors see older pages.",
        ]
        with time_machine.travel(NOW, tick=False):
            page = admin_client.get("/admin/").text
        assert "An email has been waiting for 5 minutes." in page
