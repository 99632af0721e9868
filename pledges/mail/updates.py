"""Mailing an update to the signers who agreed: once to each, however often this is killed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from pledges.models import Mail, Update

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
# The last supporter of a batch, how many it has, and the mails that were not written before.
WRITE = f"""
    WITH batch AS (
        SELECT signature.supporter_id {AGREED}
            AND signature.supporter_id > %(through)s AND supporter.id > %(through)s
        ORDER BY signature.supporter_id LIMIT %(at_once)s
    ),
    written AS (
        INSERT INTO pledges_mail (kind, supporter_id, update_id, due_at)
        SELECT 'update', supporter_id, %(update)s, %(now)s FROM batch
        ON CONFLICT DO NOTHING RETURNING id
    )
    SELECT (SELECT max(supporter_id) FROM batch), (SELECT count(*) FROM batch),
        ARRAY(SELECT id FROM written ORDER BY id)
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
                    "now": now,
                },
            )
            last_id, count, mail_ids = cursor.fetchone()
        if mail_ids:
            send = app.configure_task("send_mail")
            send.batch_defer(*[{"mail_id": mail_id} for mail_id in mail_ids])
        update.sent_through_id = last_id or update.sent_through_id
        is_done = count < AT_ONCE
        if is_done:
            update.sending_done_at = now
            update.recipient_count = update.mails.count()
        update.save(update_fields=["sent_through_id", "sending_done_at", "recipient_count"])
    return not is_done


def progress_of(update: Update) -> Progress:
    """Count what became of the mails of an update; one query."""
    counted = Mail.objects.filter(update=update).aggregate(
        written=Count("pk"),
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        failed=Count("pk", filter=Q(sent_at=None, dropped_at=None, failed_at__isnull=False)),
        not_needed=Count("pk", filter=Q(dropped_at__isnull=False)),
    )
    return Progress(**counted)
