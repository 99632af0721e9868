"""Published answers under review: disputed by the campaign, or held by an organizer."""

import datetime
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from candidates.models.answers import Answer
from candidates.models.choices import Review
from candidates.models.organizers import organizer_key


class HoldQuerySet(models.QuerySet["Hold"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def ended(self) -> Self:
        return self.exclude(ended_at=None)

    def overdue(self, now: datetime.datetime) -> Self:
        """Keep those that two people should have decided by now, the longest overdue first."""
        return self.open().filter(due_at__lte=now).order_by("due_at", "pk")


class Hold(models.Model):
    """One time that a published answer was under review, from one person's word to two people's.

    A disputed answer stays in public view, marked so. A held one is out of view, and comes back by
    itself once its time is over. Neither counts meanwhile.
    """

    class Outcome(models.TextChoices):
        STANDS = "stands", _("the answer stands")
        RETRACTED = "retracted", _("the answer is retracted")
        LAPSED = "lapsed", _("the hold ran out")

    LASTS = datetime.timedelta(hours=72)
    MOST_A_DAY = 3

    answer = models.ForeignKey(
        Answer, on_delete=models.PROTECT, related_name="holds", verbose_name=_("answer")
    )
    kind = models.CharField(_("kind"), max_length=7, choices=Review)
    reason = models.CharField(_("reason"), max_length=300)
    note = models.TextField(_("note"), blank=True, max_length=5000)
    # What the campaign sent, if it disputes the answer by its own link.
    submission = models.ForeignKey(
        "candidates.DeskSubmission",
        on_delete=models.PROTECT,
        null=True,
        related_name="holds",
        verbose_name=_("campaign’s message"),
    )
    placed_by = organizer_key(_("placed by"))
    placed_at = models.DateTimeField(_("placed"))
    due_at = models.DateTimeField(_("due"))
    extended_by = organizer_key(_("extended by"), null=True)
    proposed = models.CharField(_("proposed"), max_length=9, choices=Outcome, blank=True)
    explanation = models.CharField(_("explanation"), max_length=300, blank=True)
    proposed_by = organizer_key(_("proposed by"), null=True)
    seconded_by = organizer_key(_("seconded by"), null=True)
    second_waived = models.BooleanField(_("decided by one person"), default=False)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["placed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                "answer",
                condition=Q(ended_at=None),
                name="hold_is_one_at_a_time",
                violation_error_message=_("This answer is already under review."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(submission=None) | Q(kind="dispute"),
                name="hold_of_our_own_has_no_message",
            ),
            models.CheckConstraint(
                condition=Q(extended_by=None) | (Q(kind="hold") & ~Q(extended_by=F("placed_by"))),
                name="hold_is_extended_by_someone_else",
                violation_error_message=_("You placed this hold. Someone else has to extend it."),
            ),
            models.CheckConstraint(
                condition=Q(proposed="", proposed_by=None, explanation="")
                | (
                    Q(proposed__in=["stands", "retracted"], proposed_by__isnull=False)
                    & ~Q(explanation="")
                ),
                name="hold_proposal_is_explained",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="", seconded_by=None)
                | Q(ended_at__isnull=False, kind="hold", outcome="lapsed", seconded_by=None)
                | (
                    Q(ended_at__isnull=False, seconded_by__isnull=False, outcome=F("proposed"))
                    & ~Q(outcome="")
                    & (Q(second_waived=True) | ~Q(seconded_by=F("proposed_by")))
                ),
                name="hold_is_decided_by_two",
                violation_error_message=_("You proposed this. Someone else has to confirm it."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="hold_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="hold_that_ended_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
        ]
        verbose_name = _("review of an answer")
        verbose_name_plural = _("reviews of answers")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.answer}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def is_dispute(self) -> bool:
        return self.kind == Review.DISPUTE
