"""Reading and deciding reports of errors in the record."""

import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaign.lib import outbox
from candidates.desk import receipts
from candidates.emails import CORRECTION_ACKNOWLEDGED, CORRECTION_DECIDED
from candidates.models import Correction, DeskSubmission


def acknowledge(correction: Correction, *, by: User, now: datetime.datetime) -> None:
    """Record that somebody read a report, and tell the sender by when we decide.

    Raises ValidationError if somebody already did, or if it's decided or held for review.
    """
    with transaction.atomic():
        waiting = Correction.objects.filter(pk=correction.pk).unacknowledged()
        if not waiting.update(acknowledged_at=now, acknowledged_by=by.pk):
            raise ValidationError(
                _("Somebody already took care of this report."), code="acknowledged"
            )
        correction.refresh_from_db()
        if correction.sender:
            outbox.queue(CORRECTION_ACKNOWLEDGED.name, [correction.pk], now=now)


def decide(
    correction: Correction,
    decision: Correction.Decision,
    *,
    by: User,
    now: datetime.datetime,
    explanation: str = "",
) -> None:
    """Record the decision and let the sender know by email.

    Raises ValidationError if it is already decided or still held for review.
    """
    if correction.quarantine:
        raise ValidationError(_("Move this report to the queue first."), code="quarantined")
    undecided = Correction.objects.filter(pk=correction.pk).undecided()
    with transaction.atomic():
        if not undecided.update(
            decision=decision, decided_at=now, decided_by=by.pk, explanation=explanation
        ):
            raise ValidationError(_("This report is already decided."), code="decided")
        correction.refresh_from_db()
        _tell_campaign(correction, by=by, now=now)
        if correction.sender:
            outbox.queue(CORRECTION_DECIDED.name, [correction.pk], now=now)


def _tell_campaign(correction: Correction, *, by: User, now: datetime.datetime) -> None:
    """Email our decision to the campaign if it sent the report by its link."""
    sent = correction.desk_submissions.undecided()
    if correction.is_accepted:
        receipts.decided(sent, by_id=by.pk, now=now, explanation=correction.explanation)
    else:
        why = correction.explanation or _("We checked. The record is already correct.")
        decision = DeskSubmission.Decision.SET_ASIDE
        receipts.decided(sent, decision, by_id=by.pk, now=now, explanation=why)


def release(correction: Correction) -> None:
    correction.quarantine = ""
    correction.save(update_fields=["quarantine"])
