"""Following candidates as a visitor does, and the emails that come of it."""

from __future__ import annotations

import datetime
from typing import Any

from django.core import mail
from django.test import Client
from django.utils import timezone

from pledges.mail.digests import queue_digests
from pledges.models import Follow, Supporter
from pledges.signing.follow import ask_to_follow, wanted_by
from tests.pledges.emails import answered, mailed_link, send_due
from tests.pledges.people import a_supporter

NOON = datetime.datetime(2026, 6, 1, 16, tzinfo=datetime.UTC)
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)


def wanted(what: str, at: datetime.datetime = NOON) -> Follow:
    found = wanted_by(what, timezone.localdate(at))
    assert found
    return found


def ask(what: str, email: str = "ines@example.org", *, at: datetime.datetime = NOON) -> None:
    """Ask to follow without the form, and let the email come."""
    ask_to_follow(
        wanted(what, at),
        email,
        filled_honeypot=False,
        client_block="203.0.113.0/24",
        language="en-us",
        now=at,
    )
    answered(at)


def follow(what: str, email: str = "ines@example.org", *, at: datetime.datetime = NOON) -> None:
    """Ask to follow, and press the button behind the link in the email."""
    ask(what, email, at=at)
    response = Client().post(mailed_link("follow/confirm", mail.outbox))
    assert response.headers["Location"] == "/follow/following/"


def a_follow(what: str, supporter: Supporter | None = None, **values: Any) -> Follow:
    """Return a follow that was confirmed at NOON, by somebody else unless `supporter` is given."""
    row = wanted(what)
    row.supporter = supporter or a_supporter()
    row.confirmed_at = row.told_since = row.told_through = NOON
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


def digests_at(moment: datetime.datetime) -> list[str]:
    """Let the job and the sender work at a moment; return the texts of the emails that came."""
    mail.outbox.clear()
    queue_digests(now=moment)
    send_due(moment)
    return [str(email.body) for email in mail.outbox]
