"""A real email sender, ended as systemd and Ctrl-C end it, and killed."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest
from django.utils import timezone

from campaign.lib import outbox
from campaign.lib.outbox.models import Message
from campaign.lib.outbox.sender import ENDING_SECONDS
from tests.campaign.lib.workers import PATIENCE_SECONDS, StartWorker, Worker, wait_for
from tests.smtp_server import SILENCE, SmtpServer

pytestmark = pytest.mark.django_db(transaction=True)


def queue(count: int) -> None:
    outbox.queue("note", range(count), now=timezone.now())
    outbox.queue("leaflet", range(count), now=timezone.now(), batch_id=1)


def all_end() -> bool:
    return not Message.objects.waiting().exists()


def end(sender: Worker, number: signal.Signals = signal.SIGTERM) -> float:
    """Send a signal and return how many seconds the sender took to end."""
    sent_at = time.monotonic()
    sender.send_signal(number)
    sender.wait(PATIENCE_SECONDS)
    return time.monotonic() - sent_at


class TestRunSender:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_sends_both_lanes_and_ends_at_once_when_nothing_is_under_way(
        self,
        smtp: SmtpServer,
        start_sender: StartWorker,
        sender_output: Path,
        number: signal.Signals,
    ) -> None:
        queue(20)
        sender = start_sender()
        wait_for(all_end)
        assert end(sender, number) < 5
        assert sender.returncode == 0
        lines = sender_output.read_text().splitlines()
        assert lines[0].endswith(
            "The email sender uses up to 8 connections for replies and 4 for bulk email. SIGTERM "
            "stops it within 13 seconds."
        )
        assert lines[1].endswith("The email sender has stopped.")
        assert len(lines) == 2
        assert len(smtp.deliveries) == 40

    def test_sends_nothing_twice_when_it_is_told_to_stop(
        self, smtp: SmtpServer, start_sender: StartWorker
    ) -> None:
        smtp.delay_seconds = 1
        queue(60)
        first, second = start_sender(), start_sender()
        wait_for(lambda: smtp.deliveries)
        end(first)
        end(second)
        assert len(smtp.deliveries) < 120
        smtp.delay_seconds = 0
        start_sender()
        wait_for(all_end)
        assert len(smtp.deliveries) == len({each.message_id for each in smtp.deliveries}) == 120

    def test_ends_though_the_server_is_silent(
        self, smtp: SmtpServer, start_sender: StartWorker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("EMAIL_TIMEOUT", "60")
        smtp.answer = lambda step, to: SILENCE if step == "DATA" else None
        queue(1)
        sender = start_sender()
        wait_for(lambda: smtp.connection_count == 2)
        assert ENDING_SECONDS < end(sender) < 15
        assert sender.returncode == 0
        assert Message.objects.waiting().filter(claimed_until=None).count() == 2
