"""Mailing an update to signers who agreed: once to each, even if this is killed.

An organizer starts a mailing. From then on, a job writes emails into the outbox in the order of the
supporters' ids, only a few thousand ahead of what is sent. So a million recipients need no memory,
pausing and canceling are quick, and no one gets it twice: the job never goes back.
"""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from campaign.lib import outbox
from campaign.lib.email_templates import postal_address
from campaign.lib.outbox import mailings
from campaign.lib.outbox.models import Message
from pledges.mail.messages import compile_update
from pledges.mail.update_emails import KIND
from pledges.models import Update
from pledges.statistics import petition_figures

AT_ONCE = 500
# More than the sender gets rid of between two runs of the job.
MOST_WAITING = 3000
# Gmail cuts an email off there, with the unsubscribe link at its end.
MOST_BYTES = 100_000
# As many of the newest signers say how many of all agreed.
SAMPLE_SIZE = 1000
# Who signed before the mailing began and agreed; the last look, right before sending, knows who is
# not to be mailed. Both sides begin where the last batch ended: PostgreSQL does not conclude it for
# one of them.
NEXT = """
    SELECT signature.supporter_id
    FROM pledges_signature AS signature
    JOIN pledges_supporter AS supporter ON supporter.id = signature.supporter_id
    WHERE signature.petition_id = %(petition)s AND signature.state = 'confirmed'
        AND signature.confirmed_at <= %(begun)s AND supporter.agreed_at IS NOT NULL
        AND signature.supporter_id > %(through)s AND supporter.id > %(through)s
    ORDER BY signature.supporter_id LIMIT %(at_once)s
"""
# How many were looked at, and how many of them agreed.
SAMPLE = """
    SELECT count(*), count(supporter.agreed_at)
    FROM (
        SELECT supporter_id FROM pledges_signature
        WHERE petition_id = %(petition)s AND state = 'confirmed'
        ORDER BY signed_at DESC LIMIT %(size)s
    ) AS signature
    JOIN pledges_supporter AS supporter ON supporter.id = signature.supporter_id
"""
Outcome = Message.Outcome


@dataclass(frozen=True)
class Audience:
    """How many signers agreed to updates: counted, or estimated where there are many."""

    count: int
    is_estimate: bool

    def __str__(self) -> str:
        count = f"{self.count:,}"
        return _("about %(count)s") % {"count": count} if self.is_estimate else count


def audience_of(update: Update) -> Audience:
    """Return how many would get an update; it looks at few signers, however many there are."""
    with connection.cursor() as cursor:
        cursor.execute(SAMPLE, {"petition": update.petition_id, "size": SAMPLE_SIZE})
        looked_at, agreed = cursor.fetchone()
    if looked_at < SAMPLE_SIZE:
        return Audience(agreed, is_estimate=False)
    estimate = petition_figures(update.petition).online * agreed / looked_at
    # Two digits that mean something.
    return Audience(int(float(f"{estimate:.2g}")), is_estimate=True)


def begin(update: Update, *, now: datetime.datetime) -> None:
    """Have an update mailed. Raises ValidationError for one that is not ready or was mailed."""
    check(update, now=now)
    audience = audience_of(update)
    if not audience.count and not audience.is_estimate:
        raise ValidationError(_("No one who signed asked for updates."), code="nobody")
    with transaction.atomic():
        row = _locked(update)
        if row.sending_asked_at:
            raise ValidationError(_("This update was already emailed."), code="mailed")
        row.sending_asked_at, row.recipient_count = now, audience.count
        row.save(update_fields=["sending_asked_at", "recipient_count"])
    update.refresh_from_db()


def check(update: Update, *, now: datetime.datetime) -> None:
    """Raise ValidationError with everything that keeps an update from being mailed."""
    problems = []
    if not postal_address():
        problems.append(
            ValidationError(
                _(
                    "Enter the campaign’s mailing address under “Site” first. Every update has "
                    "to show it."
                ),
                code="no_postal_address",
            )
        )
    if not (update.is_published(now) and update.petition.is_published(now)):
        problems.append(
            ValidationError(
                _("Publish the update first. The email links to it on the petition’s page."),
                code="not_public",
            )
        )
    if compile_update(update).html_byte_count > MOST_BYTES:
        problems.append(
            ValidationError(
                _("Shorten the text. Email apps cut off emails over 100 kB."), code="too_long"
            )
        )
    if problems:
        raise ValidationError(problems)


def go_on(*, now: datetime.datetime) -> None:
    """Write more emails of each mailing under way, and end those that are through."""
    for update_id in Update.objects.under_way().order_by("pk").values_list("pk", flat=True):
        room = MOST_WAITING - mailings.waiting_count(KIND.name, update_id)
        while room > 0:
            count = _write_some(update_id, now)
            room -= count
            if count < AT_ONCE:
                break
        _settle(update_id, now)


def _write_some(update_id: int, now: datetime.datetime) -> int:
    """Write the next emails, all or none of them; return how many."""
    with transaction.atomic():
        update = Update.objects.under_way().select_for_update().filter(pk=update_id).first()
        if update is None or update.is_paused or update.is_canceled:
            return 0
        supporter_ids = _next_recipients(update)
        if supporter_ids:
            outbox.queue(KIND.name, supporter_ids, batch_id=update.pk, now=now)
            update.sent_through_id = supporter_ids[-1]
            update.save(update_fields=["sent_through_id"])
    return len(supporter_ids)


def _settle(update_id: int, now: datetime.datetime) -> None:
    """Keep a paused mailing paused, and end one that has nothing left to write or send."""
    with transaction.atomic():
        update = Update.objects.under_way().select_for_update().filter(pk=update_id).first()
        if update is None:
            return
        # Also what a sender had already taken, and put off since.
        if update.is_paused:
            mailings.hold(KIND.name, update.pk, now=now)
        elif update.is_canceled:
            mailings.cancel(KIND.name, update.pk, now=now)
        if update.is_paused or mailings.waiting_count(KIND.name, update.pk):
            return
        if not update.is_canceled and _next_recipients(update):
            return
        count_so_far(update)
        update.sending_done_at = now
        update.save()


def _next_recipients(update: Update) -> list[int]:
    values = {
        "petition": update.petition_id,
        "begun": update.sending_asked_at,
        "through": update.sent_through_id,
        "at_once": AT_ONCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEXT, values)
        return [supporter_id for (supporter_id,) in cursor.fetchall()]


def pause(update: Update, *, now: datetime.datetime) -> None:
    with transaction.atomic():
        row = _under_way(update)
        if row.is_paused:
            raise ValidationError(_("This mailing is already paused."), code="paused")
        row.sending_paused_at = now
        row.save(update_fields=["sending_paused_at"])
        mailings.hold(KIND.name, row.pk, now=now)


def resume(update: Update, *, now: datetime.datetime) -> None:
    with transaction.atomic():
        row = _under_way(update)
        if not row.is_paused:
            raise ValidationError(_("This mailing isn’t paused."), code="not_paused")
        row.sending_paused_at = None
        row.save(update_fields=["sending_paused_at"])
        mailings.release(KIND.name, row.pk, now=now)


def cancel(update: Update, *, now: datetime.datetime) -> None:
    """End a mailing for good; emails that were sent stay sent."""
    with transaction.atomic():
        row = _under_way(update)
        row.sending_canceled_at, row.sending_paused_at = now, None
        row.save(update_fields=["sending_canceled_at", "sending_paused_at"])
        mailings.cancel(KIND.name, row.pk, now=now)


def count_so_far(update: Update) -> int:
    """Set the counts of a mailing under way to what became of its emails, without saving them.

    Return how many are written and not sent yet. The emails are purged some time after the end.
    """
    found = mailings.counts(KIND.name, update.pk)
    update.sent_count, update.failed_count = found[Outcome.SENT], found[Outcome.FAILED]
    update.unwanted_count, update.canceled_count = found[Outcome.DROPPED], found[Outcome.CANCELED]
    return found[Outcome.WAITING]


def _locked(update: Update) -> Update:
    return Update.objects.select_for_update().get(pk=update.pk)


def _under_way(update: Update) -> Update:
    """Return the locked row of a mailing; raises ValidationError when there is nothing to stop."""
    row = _locked(update)
    if not row.is_under_way or row.is_canceled:
        raise ValidationError(_("This update isn’t being emailed right now."), code="not_under_way")
    return row
