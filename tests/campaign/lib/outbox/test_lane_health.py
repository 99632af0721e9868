import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone

from campaign.lib import outbox
from campaign.lib.outbox import lane_health
from campaign.lib.outbox.lane_health import LANE_PAUSED
from campaign.lib.outbox.models import Lane, LaneState, Message
from tests.campaign.lib.outbox.notes import address_of
from tests.campaign.lib.outbox.sending import drain, outcomes
from tests.smtp_server import SmtpServer

pytestmark = pytest.mark.django_db
NOW = timezone.now()
Outcome = Message.Outcome


@pytest.fixture(autouse=True)
def administrators(kinds: None) -> None:
    """Let one administrator have an address, and others not be written to."""
    outbox.register(LANE_PAUSED)
    User.objects.create_user("root", "root@example.org", is_superuser=True)
    User.objects.create_user("silent", "", is_superuser=True)
    User.objects.create_user("gone", "gone@example.org", is_superuser=True, is_active=False)
    User.objects.create_user("organizer", "organizer@example.org", is_staff=True)


def is_paused(lane: str = Lane.REPLY) -> bool:
    return LaneState.objects.filter(lane=lane, paused_at__isnull=False).exists()


def note(answers: str) -> None:
    lane_health.note_answers(Lane.REPLY, answers, reply_code="550 5.7.1", now=NOW)


class TestPause:
    @pytest.mark.parametrize(
        ("answers", "expected"),
        [
            ("x" * 19, False),
            ("x" * 20, True),
            (("x" * 19 + ".") * 1, False),
            ("....x" * 24, False),
            ("....x" * 25, True),
            ("x" * 19 + "." * 482 + "x" * 19, False),
        ],
    )
    def test_comes_after_twenty_in_a_row_or_five_percent_of_500(
        self, answers: str, expected: bool
    ) -> None:
        for start in range(0, len(answers), 10):
            note(answers[start : start + 10])
        assert is_paused() == expected
        assert not is_paused(Lane.BULK)

    def test_looks_at_the_last_500_only(self) -> None:
        for _time in range(3):
            note("x" * 19 + "." * 481)
        assert not is_paused()

    def test_is_told_to_administrators_once_though_the_lane_is_paused(self) -> None:
        note("x" * 20)
        note("x" * 20)
        drain()
        [email] = mail.outbox
        assert email.to == ["root@example.org"]
        assert email.subject == "Some of our email is paused"
        html, _type = email.alternatives[0]
        for body in (email.body, html):
            assert "replies to one person (550 5.7.1)" in body
            assert "http://127.0.0.1:8000/admin/outbox/lanestate/" in body

    def test_keeps_emails_until_somebody_resumes(self) -> None:
        note("x" * 20)
        outbox.queue("note", [1], now=NOW)
        outbox.queue("leaflet", [2], now=NOW)
        drain()
        assert outcomes()[1] == Outcome.WAITING
        assert outcomes()[2] == Outcome.SENT
        assert lane_health.resume(Lane.REPLY)
        note("x")
        assert not is_paused()
        drain()
        assert outcomes()[1] == Outcome.SENT

    def test_comes_from_what_a_server_refuses(self, smtp: SmtpServer) -> None:
        refused = {address_of(each) for each in range(100)}
        smtp.answer = lambda step, to: "550 5.7.1 Blocked" if to in refused else None
        outbox.queue("note", range(100), now=NOW)
        drain(lease_size=10)
        assert is_paused()
        assert LaneState.objects.get(lane=Lane.REPLY).reply_code == "550 5.7.1"
        assert 20 <= Message.objects.failed().count() < 50
        assert smtp.recipients() == ["root@example.org"]


class TestTrouble:
    def test_is_shown_from_its_beginning_to_the_next_email(self) -> None:
        lane_health.note_trouble(Lane.REPLY, now=NOW)
        lane_health.note_trouble(Lane.REPLY, now=timezone.now())
        assert LaneState.objects.get(lane=Lane.REPLY).troubled_since == NOW
        outbox.queue("note", [1], now=NOW)
        drain()
        assert LaneState.objects.get(lane=Lane.REPLY).troubled_since is None
