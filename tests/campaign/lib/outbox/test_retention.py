import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.lib import outbox, retention
from campaign.lib.outbox.models import Message
from campaign.lib.outbox.retention import old_messages

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def messages() -> None:
    """Queue three old emails that are finished, an old one that waits, and a newer one."""
    outbox.queue("note", [1, 2, 3, 4], now=NOW - Message.KEPT)
    outbox.queue("note", [5], now=NOW - Message.KEPT + datetime.timedelta(seconds=1))
    finished = Message.objects.filter(object_id__in=[1, 2, 3, 5])
    finished.update(outcome=Message.Outcome.SENT, finished_at=NOW)


@pytest.mark.usefixtures("messages")
class TestOldMessages:
    def test_are_deleted_some_at_a_time_but_for_those_that_wait(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(retention, "AT_ONCE", 2)
        with CaptureQueriesContext(connection) as queries:
            assert old_messages(NOW, is_dry_run=False) == 3
        assert sum(each["sql"].startswith("DELETE") for each in queries) == 2
        assert sorted(Message.objects.values_list("object_id", flat=True)) == [4, 5]

    def test_are_counted_in_a_dry_run(self) -> None:
        assert old_messages(NOW, is_dry_run=True) == 3
        assert Message.objects.count() == 5
