"""Sending the mails that are due: at least once each, and never to whom it is not wanted."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.db import connection
from django.utils import timezone

from pledges.answering import is_suppressed
from pledges.emails import message_of
from pledges.models import Mail

Kind = Mail.Kind
# What the job queue gave up: a person has to look.
NOTE_FAILURES = """
    UPDATE pledges_mail SET failed_at = %(now)s
    WHERE sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL AND id IN (
        SELECT (args->>'mail_id')::bigint FROM procrastinate_jobs
        WHERE task_name = 'send_mail' AND status = 'failed'
    )
"""


def send(mail_id: int, *, clock: Callable[[], datetime.datetime] = timezone.now) -> None:
    """Send a mail unless it was sent, or is not wanted any more.

    Whoever is killed between the server's answer and the note of it sends the same message again.
    """
    related = ("supporter", "signature__petition", "signature__supporter", "update__petition")
    mail = Mail.objects.unsent().select_related(*related).filter(pk=mail_id).first()
    if mail is None:
        return
    if not is_wanted(mail):
        Mail.objects.filter(pk=mail_id).update(dropped_at=clock())
        return
    message_of(mail, now=clock()).send()
    Mail.objects.filter(pk=mail_id).update(sent_at=clock(), failed_at=None)


def is_wanted(mail: Mail) -> bool:
    """Say whether what a mail says is still true, and may go to its address."""
    if is_suppressed(mail.supporter):
        return False
    if mail.kind == Kind.UPDATE:
        return mail.supporter.agreed_at is not None
    if mail.signature is None:
        return False
    if mail.kind == Kind.ALREADY:
        return mail.signature.is_confirmed
    return mail.signature.is_pending


def note_failures(*, now: datetime.datetime) -> int:
    """Mark the mails whose sending the job queue gave up; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE_FAILURES, {"now": now})
        failed_count: int = cursor.rowcount
    return failed_count
