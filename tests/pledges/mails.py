"""Having the mail sent that is due, and finding the links in it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.utils import timezone

from pledges.mail import sending
from pledges.mail.replies import answer_sign_ups


def send_at_once(mail_ids: Sequence[int]) -> None:
    """Send mails without waiting for a worker."""
    for mail_id in mail_ids:
        sending.send(mail_id)


def answered(now: datetime.datetime | None = None) -> int:
    """Answer every sign-up that waits; return how many there were."""
    return answer_sign_ups(now=now or timezone.now(), defer=send_at_once)


def mailed_link(purpose: str, outbox: Sequence[EmailMessage]) -> str:
    """Return the path of a link in the newest mail."""
    found = re.search(rf"^https?://[^/\n]+(/{purpose}/[^\n]+)$", outbox[-1].body, re.MULTILINE)
    assert found, outbox[-1].body
    return found[1]
