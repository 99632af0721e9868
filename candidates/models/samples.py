from __future__ import annotations

from typing import Self

import pgtrigger
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from candidates.models.answers import Answer
from candidates.models.organizers import organizer_key


class AuditSample(models.Model):
    """Published answers drawn at random, which two people check again. Public once it's finished.

    Anyone can repeat the draw: it takes the answers with the smallest SHA-256 of `seed:number`.
    """

    SIZE = 50

    seed = models.CharField(_("seed"), max_length=100, unique=True)
    drawn_at = models.DateTimeField(_("drawn"))
    drawn_from = models.PositiveIntegerField(_("published answers then"))
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        ordering = ["-drawn_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(seed=""), name="audit_sample_has_a_seed"),
        ]
        triggers = [pgtrigger.Protect(name="audit_sample_is_kept", operation=pgtrigger.Delete)]
        verbose_name = _("audit sample")
        verbose_name_plural = _("audit samples")

    def __str__(self) -> str:
        return self.seed


class SampledAnswerQuerySet(models.QuerySet["SampledAnswer"]):
    def unfinished(self) -> Self:
        """Keep answers that don't have the verdicts of two people yet."""
        counted = self.annotate(verdict_count=Count("verdicts"))
        return counted.filter(verdict_count__lt=SampleVerdict.PER_ANSWER)

    def waiting_for(self, organizer: User) -> Self:
        """Keep those that this person may check: nobody checks their own work, or twice."""
        own = Q(answer__recorded_by=organizer) | Q(answer__verified_by=organizer)
        return self.unfinished().exclude(own).exclude(verdicts__by=organizer)


class SampledAnswer(models.Model):
    sample = models.ForeignKey(AuditSample, on_delete=models.PROTECT, related_name="sampled")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="+")

    objects = SampledAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("sample", "answer", name="sampled_answer_is_drawn_once")
        ]
        triggers = [
            pgtrigger.Protect(
                name="sampled_answer_is_kept", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class SampleVerdict(models.Model):
    """What one person found when they compared a drawn answer with its evidence again."""

    PER_ANSWER = 2

    sampled = models.ForeignKey(SampledAnswer, on_delete=models.PROTECT, related_name="verdicts")
    by = organizer_key(_("by"))
    is_right = models.BooleanField(_("is right"))
    note = models.TextField(_("note"), blank=True, max_length=1000)
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("sampled", "by", name="sample_verdict_is_one_per_person"),
            models.CheckConstraint(
                condition=Q(is_right=True) | ~Q(note=""),
                name="sample_verdict_wrong_says_why",
                violation_error_code="note",
                violation_error_message=_("Say what’s wrong."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="sample_verdict_is_kept", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
