import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaign.lib import outbox
from campaign.lib.outbox.models import Lane, LaneState, Message

pytestmark = pytest.mark.django_db
NOW = timezone.now()


class TestMessage:
    def test_is_finished_exactly_when_it_has_an_outcome(self) -> None:
        outbox.queue("note", [1], now=NOW)
        for columns in ({"outcome": "sent"}, {"finished_at": NOW}):
            with pytest.raises(IntegrityError, match="finished"), transaction.atomic():
                Message.objects.update(**columns)

    def test_begins_again_as_if_it_were_new(self) -> None:
        outbox.queue("note", [1], now=NOW)
        tried = {"tries": 3, "reply_code": "550", "claimed_until": NOW}
        Message.objects.update(outcome="failed", finished_at=NOW, **tried)
        later = timezone.now()
        assert Message.objects.failed().queue_again(now=later) == 1
        message = Message.objects.waiting().get()
        assert (message.due_at, message.tries, message.reply_code) == (later, 0, "")
        assert (message.finished_at, message.claimed_until) == (None, None)

    def test_is_called_as_organizers_call_its_kind(self) -> None:
        kind = outbox.Kind("letter", Lane.REPLY, lambda recipients, now: {}, label="a letter")
        outbox.register(kind)
        assert Message(kind="letter").kind_label == "a letter"


class TestLaneState:
    def test_is_stopped_while_it_is_paused_or_its_server_is_down(self) -> None:
        assert LaneState.objects.count() == len(Lane)
        assert not LaneState.objects.stopped()
        LaneState.objects.filter(lane=Lane.REPLY).update(paused_at=NOW)
        LaneState.objects.filter(lane=Lane.BULK).update(troubled_since=NOW)
        assert LaneState.objects.stopped().count() == 2
