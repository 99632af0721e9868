"""Mailing an update to the signers who agreed: once to each, however often this is killed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from campaign.lib.outbox.models import Lane, Message
from pledges.models import Update

AT_ONCE = 500
# Who signed, agreed, and gets mail at all; the supporters in the order of their numbers.
AGREED = """
    FROM pledges_signature AS signature
    JOIN pledges_supporter AS supporter ON supporter.id = signature.supporter_id
    WHERE signature.petition_id = %(petition)s AND signature.state = 'confirmed'
        AND supporter.agreed_at IS NOT NULL
        AND NOT EXISTS (
            SELECT FROM pledges_suppression WHERE email_key = supporter.email_key
        )
"""
# Both sides begin where the last batch ended: the database does not conclude it for one of them.
# The last supporter of a batch, and how many it has.
WRITE = f"""
    WITH batch AS (
        SELECT signature.supporter_id {AGREED}
            AND signature.supporter_id > %(through)s AND supporter.id > %(through)s
        ORDER BY signature.supporter_id LIMIT %(at_once)s
    ),
    written AS (
        INSERT INTO outbox_message (lane, kind, object_id, batch_id, queued_at, due_at, tries,
            outcome, reply_code)
        SELECT %(lane)s, 'update', supporter_id, %(update)s, %(now)s, %(now)s, 0, '', '' FROM batch
        ON CONFLICT DO NOTHING
    )
    SELECT (SELECT max(supporter_id) FROM batch), (SELECT count(*) FROM batch)
"""  # noqa: S608 (nothing in it comes from outside)


@dataclass(frozen=True)
class Progress:
    """What became of the mails of an update so far."""

    written: int
    sent: int
    failed: int
    not_needed: int


def count_agreed(update: Update) -> int:
    """Return how many would get the update by mail now; one query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {AGREED}", {"petition": update.petition_id})
        count: int = cursor.fetchone()[0]
    return count


def begin(update: Update, *, now: datetime.datetime) -> None:
    """Let the job mail an update; raises ValidationError the second time, and without a reader."""
    with transaction.atomic():
        row = Update.objects.select_for_update(of=("self",)).get(pk=update.pk)
        if row.sending_asked_at:
            raise ValidationError(_("This update was mailed already."), code="mailed")
        row.recipient_count = count_agreed(row)
        if not row.recipient_count:
            raise ValidationError(_("Nobody who signed agreed to mail."), code="nobody")
        row.sending_asked_at = now
        row.save(update_fields=["sending_asked_at", "recipient_count"])
    update.refresh_from_db()


def write_mails(update_id: int, *, now: datetime.datetime) -> None:
    """Write a mail to each who agreed, and have it sent; goes on where it was."""
    while _write_some(update_id, now):
        pass


def _write_some(update_id: int, now: datetime.datetime) -> bool:
    """Write the next batch and have it sent, all or nothing; say whether there may be more."""
    with transaction.atomic():
        under_way = Update.objects.filter(sending_asked_at__isnull=False, sending_done_at=None)
        update = under_way.select_for_update(of=("self",)).filter(pk=update_id).first()
        if update is None:
            return False
        with connection.cursor() as cursor:
            cursor.execute(
                WRITE,
                {
                    "petition": update.petition_id,
                    "through": update.sent_through_id,
                    "at_once": AT_ONCE,
                    "update": update.pk,
                    "lane": Lane.BULK,
                    "now": now,
                },
            )
            last_id, count = cursor.fetchone()
        update.sent_through_id = last_id or update.sent_through_id
        is_done = count < AT_ONCE
        if is_done:
            update.sending_done_at = now
            update.recipient_count = messages_of(update).count()
        update.save(update_fields=["sent_through_id", "sending_done_at", "recipient_count"])
    return not is_done


def messages_of(update: Update) -> QuerySet[Message]:
    """Return the emails of an update."""
    return Message.objects.filter(kind="update", batch_id=update.pk)


def progress_of(update: Update) -> Progress:
    """Count what became of the emails of an update; one query."""
    outcomes = Message.Outcome
    counted = messages_of(update).aggregate(
        written=Count("pk"),
        sent=Count("pk", filter=Q(outcome=outcomes.SENT)),
        failed=Count("pk", filter=Q(outcome=outcomes.FAILED)),
        not_needed=Count("pk", filter=Q(outcome=outcomes.DROPPED)),
    )
    return Progress(**counted)
