"""Deciding reports of errors in the record."""

import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaign.lib import outbox
from candidates.emails import CORRECTION_DECIDED
from candidates.models import Correction


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
        if correction.sender:
            outbox.queue(CORRECTION_DECIDED.name, [correction.pk], now=now)


def release(correction: Correction) -> None:
    correction.quarantine = ""
    correction.save(update_fields=["quarantine"])
