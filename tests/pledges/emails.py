"""Having the mail sent that is due, and finding the links in it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.utils import timezone

from campaign.lib.outbox.models import Message
from pledges.mail.follow_replies import answer_followers
from pledges.mail.replies import answer_sign_ups
from tests.campaign.lib.outbox.sending import drain


def send_due(now: datetime.datetime | None = None) -> None:
    """Send what is due as the sender does, in this process."""
    drain(lambda: now or timezone.now())


def answered(now: datetime.datetime | None = None) -> int:
    """Answer every sign-up that waits and send the emails; return how many sign-ups there were."""
    moment = now or timezone.now()
    count = answer_sign_ups(now=moment) + answer_followers(now=moment)
    send_due(now)
    return count


def kinds() -> list[str]:
    """Return the kind of every message, in the order in which they were queued."""
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def mailed_link(purpose: str, outbox: Sequence[EmailMessage]) -> str:
    """Return the path of a link in the newest email that has one for `purpose`."""
    link = re.compile(rf"^https?://[^/\n]+(/{purpose}/[^\n]+)$", re.MULTILINE)
    found = [match[1] for email in outbox if (match := link.search(str(email.body)))]
    assert found, outbox[-1].body
    return found[-1]
