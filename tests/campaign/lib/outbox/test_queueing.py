import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from campaign.lib import outbox
from campaign.lib.outbox.models import Lane, Message

pytestmark = pytest.mark.django_db
NOW = timezone.now()


class TestQueue:
    def test_stores_one_email_for_each_object(self) -> None:
        outbox.queue("note", [3, 4], now=NOW)
        assert [(each.lane, each.object_id) for each in Message.objects.order_by("id")] == [
            (Lane.REPLY, 3),
            (Lane.REPLY, 4),
        ]

    def test_is_undone_with_the_transaction_of_its_caller(self) -> None:
        with transaction.atomic():
            outbox.queue("note", [3], now=NOW)
            transaction.set_rollback(True)
        assert not Message.objects.exists()

    def test_gives_each_object_of_a_mailing_one_email_however_often_it_is_queued(self) -> None:
        for _time in range(2):
            outbox.queue("note", [3, 4, 4], now=NOW, batch_id=7)
        assert sorted(Message.objects.values_list("object_id", flat=True)) == [3, 4]

    def test_may_write_about_one_object_again_outside_a_mailing(self) -> None:
        for _time in range(2):
            outbox.queue("note", [3], now=NOW)
        assert Message.objects.about("note", 3).count() == 2

    def test_delays_what_is_due_later(self) -> None:
        later = NOW + datetime.timedelta(hours=1)
        outbox.queue("note", [3], now=NOW, due_at=later)
        message = Message.objects.get()
        assert (message.queued_at, message.due_at) == (NOW, later)

    def test_refuses_a_kind_that_no_app_registered(self) -> None:
        with pytest.raises(KeyError):
            outbox.queue("unheard of", [3], now=NOW)
