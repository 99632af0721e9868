"""A real email sender is killed around the sending of an email: none is lost.

`make faults` does each of these fifty times instead of once.
"""

from __future__ import annotations

import datetime
import os
from itertools import count

import pytest
from django.db import transaction
from django.utils import timezone

from campaign.lib import outbox
from campaign.lib.outbox.models import Message
from tests.campaign.lib.outbox.dying import WITH_REPEAT, WITHOUT_REPEAT
from tests.campaign.lib.outbox.sending import drain
from tests.campaign.lib.workers import PATIENCE_SECONDS, StartWorker
from tests.smtp_server import SmtpServer

TIMES = int(os.environ.get("FAULT_TIMES") or 1)
numbers = count(1)


@pytest.mark.django_db(transaction=True)
class TestKilledSender:
    def test_loses_no_email_and_repeats_only_what_the_server_had(
        self, start_sender: StartWorker, smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for point in TIMES * (*WITHOUT_REPEAT, *WITH_REPEAT):
            smtp.deliveries.clear()
            monkeypatch.setenv("DIE_AT", point)
            object_id = next(numbers)
            outbox.queue("note", [object_id], now=timezone.now())
            sender = start_sender()
            if point == "before the server answers":
                smtp.on_delivery = lambda delivery, sender=sender: sender.kill()
            assert sender.wait(PATIENCE_SECONDS) == -9
            smtp.on_delivery = lambda delivery: None
            with transaction.atomic():  # PostgreSQL lets go of its row a moment later
                Message.objects.about("note", object_id).select_for_update().get()
            # Its claim has ended by then.
            drain(lambda: timezone.now() + datetime.timedelta(minutes=2))
            [message] = Message.objects.about("note", object_id)
            assert message.outcome == Message.Outcome.SENT, point
            sent = [each.message_id for each in smtp.deliveries]
            repeats = 2 if point in WITH_REPEAT else 1
            assert sent == [f"<message-{message.pk}@127.0.0.1>"] * repeats, point
