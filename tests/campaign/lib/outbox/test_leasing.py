import datetime

import pytest
from django.utils import timezone

from campaign.lib import outbox
from campaign.lib.outbox.leasing import NEVER_PAUSED, Note, lease, note, renew, still_due
from campaign.lib.outbox.models import Lane, LaneState, Message
from tests.campaign.lib.outbox.notes import compose

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MINUTE = datetime.timedelta(minutes=1)


def leased(now: datetime.datetime = NOW, count: int = 9) -> list[int]:
    letters = lease(Lane.REPLY, count, now=now, until=now + MINUTE)
    return [letter.recipient.object_id for letter in letters]


class TestLease:
    def test_takes_what_is_due_the_oldest_first_and_nothing_twice(self) -> None:
        outbox.queue("note", [1, 2, 3], now=NOW)
        outbox.queue("note", [4], now=NOW, due_at=NOW + MINUTE)
        outbox.queue("leaflet", [5], now=NOW)
        assert [leased(count=2), leased(count=2), leased()] == [[1, 2], [3], []]

    def test_takes_again_what_a_dead_sender_left(self) -> None:
        outbox.queue("note", [1], now=NOW)
        assert [leased(), leased(NOW + MINUTE / 2), leased(NOW + 2 * MINUTE)] == [[1], [], [1]]

    def test_takes_nothing_of_a_paused_lane_but_the_news_of_it(self) -> None:
        outbox.register(outbox.Kind(NEVER_PAUSED, Lane.REPLY, compose))
        outbox.queue("note", [1], now=NOW)
        outbox.queue(NEVER_PAUSED, [2], now=NOW)
        LaneState.objects.update(paused_at=NOW)
        assert leased() == [2]


class TestRenew:
    def test_holds_what_nobody_else_took(self) -> None:
        outbox.queue("note", [1, 2], now=NOW)
        letters = lease(Lane.REPLY, 2, now=NOW, until=NOW + MINUTE)
        Message.objects.filter(object_id=2).update(claimed_until=NOW + 9 * MINUTE)
        [kept] = renew(letters, until=NOW + 5 * MINUTE)
        assert (kept.recipient.object_id, kept.claimed_until) == (1, NOW + 5 * MINUTE)
        assert Message.objects.get(object_id=1).claimed_until == NOW + 5 * MINUTE


class TestStillDue:
    def test_leaves_out_what_was_canceled_or_held(self) -> None:
        outbox.queue("note", [1, 2, 3], now=NOW)
        letters = lease(Lane.REPLY, 3, now=NOW, until=NOW + MINUTE)
        Message.objects.filter(object_id=1).update(outcome="canceled", finished_at=NOW)
        Message.objects.filter(object_id=2).update(due_at=NOW + MINUTE)
        assert still_due(letters, now=NOW) == {Message.objects.get(object_id=3).pk}


class TestNote:
    def test_stores_what_became_of_each_and_holds_it_no_more(self) -> None:
        outbox.queue("note", [1, 2, 3], now=NOW)
        leased()
        sent, later, canceled = Message.objects.order_by("object_id")
        Message.objects.filter(pk=canceled.pk).update(outcome="canceled", finished_at=NOW)
        note(
            [
                Note(sent.pk, "sent", tries=1),
                Note(later.pk, "", "450", 1, NOW + MINUTE),
                Note(canceled.pk, "failed", "550"),
            ],
            now=NOW,
        )
        for row in (sent, later, canceled):
            row.refresh_from_db()
        assert (sent.outcome, sent.finished_at, sent.claimed_until) == ("sent", NOW, None)
        assert (later.outcome, later.due_at, later.tries) == ("", NOW + MINUTE, 1)
        assert canceled.outcome == "canceled"
