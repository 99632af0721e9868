"""Checking published answers again: a draw that anyone can repeat, and two people for each."""

import datetime
import hashlib

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from candidates.models import Answer, AuditSample, SampledAnswer, SampleVerdict


def draw(seed: str, *, now: datetime.datetime, size: int = AuditSample.SIZE) -> AuditSample:
    """Draw up to `size` published answers by a public seed.

    Raises ValidationError if the seed was used before, or if nothing is published.
    """
    with transaction.atomic():
        published = list(Answer.objects.published().unretracted().values_list("pk", flat=True))
        if not published:
            raise ValidationError(_("There are no published answers to draw from."), code="none")
        sample, is_new = AuditSample.objects.get_or_create(
            seed=seed, defaults={"drawn_at": now, "drawn_from": len(published)}
        )
        if not is_new:
            raise ValidationError(
                _("There’s already a sample with this seed. Choose another one."), code="used"
            )
        SampledAnswer.objects.bulk_create(
            SampledAnswer(sample=sample, answer_id=number)
            for number in sorted(published, key=lambda number: lot(seed, number))[:size]
        )
    return sample


def lot(seed: str, number: int) -> str:
    """Return what decides whether an answer is drawn; the smallest are."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def judge(
    sampled: SampledAnswer, *, is_right: bool, note: str, by: User, now: datetime.datetime
) -> None:
    """Record what somebody found; the last verdict finishes the sample.

    Raises ValidationError if the answer doesn't wait for this person.
    """
    with transaction.atomic():
        sample = AuditSample.objects.select_for_update().get(pk=sampled.sample_id)
        if not sample.sampled.waiting_for(by).filter(pk=sampled.pk).exists():
            raise ValidationError(
                _(
                    "Two other people have to check this answer, and it has had its two, or you’ve "
                    "worked on it yourself."
                ),
                code="not_yours",
            )
        SampleVerdict.objects.create(sampled=sampled, by=by, is_right=is_right, note=note, at=now)
        if not sample.sampled.unfinished().exists():
            sample.finished_at = now
            sample.save(update_fields=["finished_at"])
