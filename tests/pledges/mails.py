"""Having the mail sent that is due, and finding the links in it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from campaign.lib.outbox.kinds import Recipient, kind_of
from campaign.lib.outbox.models import Message
from pledges.mail.replies import answer_sign_ups


def send_due(now: datetime.datetime | None = None) -> None:
    """Send what is due as the sender does, in this process."""
    now = now or timezone.now()
    due = Message.objects.waiting().filter(due_at__lte=now).order_by("due_at", "pk")
    with transaction.atomic():
        for message in due.select_for_update(skip_locked=True):
            _send(message, now)


def _send(message: Message, now: datetime.datetime) -> None:
    kind, recipient = kind_of(message.kind), Recipient(message.object_id, message.batch_id)
    email = kind.compose([recipient], now).get(recipient)
    outcome = Message.Outcome.DROPPED
    if email and kind.may_send([recipient]):
        email.extra_headers["Message-ID"] = f"<message-{message.pk}@127.0.0.1>"
        email.send()
        outcome = Message.Outcome.SENT
        kind.sent([recipient], now)
    Message.objects.filter(pk=message.pk).update(outcome=outcome, finished_at=now)


def answered(now: datetime.datetime | None = None) -> int:
    """Answer every sign-up that waits and send the emails; return how many sign-ups there were."""
    count = answer_sign_ups(now=now or timezone.now())
    send_due(now)
    return count


def mailed_link(purpose: str, outbox: Sequence[EmailMessage]) -> str:
    """Return the path of a link in the newest mail."""
    found = re.search(rf"^https?://[^/\n]+(/{purpose}/[^\n]+)$", outbox[-1].body, re.MULTILINE)
    assert found, outbox[-1].body
    return found[1]
