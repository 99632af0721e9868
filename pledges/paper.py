"""Signatures on paper: how they come to count, how they are taken back, and what is erased."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaign.lib import retention
from pledges.counts import milestones
from pledges.models import PaperBatch


def enter(batch: PaperBatch, *, by: User) -> None:
    """Store a new batch. It counts at once, or once a second person releases it.

    A wrong digit in a large number would be public at once, with a goal and milestones.
    """
    batch.entered_by = by
    batch.awaits_release = settings.TWO_PERSON_RULE and batch.count > settings.PAPER_BATCH_LIMIT
    batch.save()


def release(batch: PaperBatch, *, by: User, now: datetime.datetime) -> None:
    """Let a large batch count; raises ValidationError for the person who entered it."""
    with transaction.atomic():
        row = _locked(batch)
        if not row.is_waiting:
            raise ValidationError(gettext("This batch isn’t waiting anymore."), code="not_waiting")
        if row.entered_by_id == by.pk:
            raise ValidationError(
                gettext("You entered this batch. Someone else has to release it."),
                code="same_person",
            )
        row.awaits_release, row.released_by, row.released_at = False, by, now
        row.save(update_fields=["awaits_release", "released_by", "released_at"])
    batch.refresh_from_db()


def take_back(batch: PaperBatch, *, reason: str, now: datetime.datetime) -> None:
    """Remove a batch from the count, with the goal and milestones that only it had reached.

    Raises ValidationError if it is already taken back.
    """
    with transaction.atomic():
        row = _locked(batch)
        if row.is_taken_back:
            raise ValidationError(gettext("This batch is already taken back."), code="taken_back")
        row.taken_back_at, row.taken_back_reason = now, reason
        row.save(update_fields=["taken_back_at", "taken_back_reason"])
        if not row.awaits_release:
            milestones.take_back(row.petition_id, since=row.counted_since, now=now)
    batch.refresh_from_db()


def _locked(batch: PaperBatch) -> PaperBatch:
    return PaperBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)


@retention.rule(_("scans of signatures on paper"))
def forget_scans(now: datetime.datetime, *, is_dry_run: bool) -> int:
    past = PaperBatch.objects.with_scan_past_keeping(now)
    if is_dry_run:
        return past.count()
    batches = list(past)
    for batch in batches:
        batch.forget_scan()
    return len(batches)
