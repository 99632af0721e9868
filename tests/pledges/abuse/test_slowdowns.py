"""Confirmations slow down when hardly anybody uses them, and administrators hear of it once."""

from __future__ import annotations

import datetime

import pytest

from campaign.lib.outbox.models import Lane, Message
from pledges.abuse import slowdowns
from pledges.models import Signature, Slowdown
from tests.factories import OrganizerFactory
from tests.pledges.emails import send_due
from tests.pledges.people import State, a_petition, a_supporter

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


def confirmations(sent, *, used=0, refused=0, at=NOW - 45 * MINUTE, code="550 5.1.1"):
    """Store so many confirmations with what became of them."""
    supporter = a_supporter()
    signature = Signature.objects.create(
        petition=a_petition(), supporter=supporter, state=State.CONFIRMED, confirmed_at=at
    )
    outcomes = [Message.Outcome.SENT] * sent + [Message.Outcome.FAILED] * refused
    Message.objects.bulk_create(
        Message(
            lane=Lane.REPLY,
            kind="confirm",
            object_id=signature.pk if number < used else 0,
            queued_at=at,
            due_at=at,
            finished_at=at,
            outcome=outcome,
            reply_code=code if outcome == Message.Outcome.FAILED else "",
        )
        for number, outcome in enumerate(outcomes)
    )


class TestJudge:
    @pytest.mark.parametrize(
        ("counts", "is_slow"),
        [
            ({"sent": 500}, False),
            ({"sent": 501}, True),
            ({"sent": 600, "used": 59}, True),
            ({"sent": 600, "used": 60}, False),
            ({"sent": 570, "used": 300, "refused": 30}, True),
            ({"sent": 571, "used": 300, "refused": 29}, False),
            ({"sent": 570, "used": 300, "refused": 30, "code": "550 5.7.1"}, False),
            ({"sent": 900, "at": NOW - 29 * MINUTE}, False),
            ({"sent": 900, "at": NOW - 91 * MINUTE}, False),
        ],
    )
    def test_goes_by_what_was_sent_thirty_to_ninety_minutes_ago(self, counts, is_slow):
        confirmations(**counts)
        slowdowns.judge(now=NOW)
        assert Slowdown.objects.current().exists() == is_slow

    def test_counts_in_one_query_by_an_index(self, django_assert_num_queries):
        confirmations(3, used=1)
        with django_assert_num_queries(1):
            found = slowdowns.confirmations(now=NOW)
        assert found == slowdowns.Confirmations(sent=3, used=1, refused=0)

    def test_ends_a_slowdown_when_people_confirm_again(self):
        confirmations(501)
        slowdowns.judge(now=NOW)
        slowdowns.judge(now=NOW + 60 * MINUTE)
        assert Slowdown.objects.get().ended_at == NOW + 60 * MINUTE

    def test_tells_every_administrator_once(self, mailoutbox):
        OrganizerFactory.create(email="organizer@example.org")
        OrganizerFactory.create(email="boss@example.org", is_superuser=True)
        OrganizerFactory.create(email="", is_superuser=True)
        for hour in range(3):
            now = NOW + hour * 3 * 60 * MINUTE
            confirmations(501, at=now - 45 * MINUTE)
            slowdowns.judge(now=now)
            slowdowns.judge(now=now + MINUTE)
            slowdowns.judge(now=now + 60 * MINUTE)
            send_due(now + MINUTE)
        assert Slowdown.objects.count() == 3
        (email,) = mailoutbox
        assert email.to == ["boss@example.org"]
        assert "People used the link in only 0 of them" in email.body
        assert "made-up addresses" in email.alternatives[0].content
