import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models.candidacies import Candidacy
from candidates.models.organizers import organizer_key
from candidates.models.results import StageResult
from candidates.models.stages import Stage


class ResultDraftQuerySet(models.QuerySet["ResultDraft"]):
    def waiting(self) -> Self:
        """Keep what waits for a second person."""
        return self.filter(sent_back_at=None)

    def sent_back(self) -> Self:
        return self.filter(sent_back_at__isnull=False)

    def on_night(self, state: str, day: datetime.date) -> Self:
        return self.filter(stage__race__jurisdiction=state, stage__held_on=day)


class ResultDraft(models.Model):
    """A result that someone entered. It isn't public until a second person releases it.

    Released, it becomes a `StageResult`, and the draft is deleted.
    """

    candidacy = models.ForeignKey(
        Candidacy, on_delete=models.CASCADE, related_name="+", verbose_name=_("candidacy")
    )
    stage = models.ForeignKey(
        Stage, on_delete=models.CASCADE, related_name="result_drafts", verbose_name=_("election")
    )
    outcome = models.CharField(_("outcome"), max_length=9, choices=StageResult.Outcome)
    source_url = models.URLField(_("source"))
    entered_by = organizer_key(_("entered by"))
    entered_at = models.DateTimeField(_("entered"), default=timezone.now)
    sent_back_by = organizer_key(_("changes requested by"), null=True, blank=True)
    sent_back_at = models.DateTimeField(_("changes requested"), null=True, blank=True)
    note = models.CharField(_("what to change"), max_length=300, blank=True)

    objects = ResultDraftQuerySet.as_manager()

    class Meta:
        ordering = ["stage", "id"]
        constraints = [
            models.UniqueConstraint("candidacy", "stage", name="result_draft_is_one_per_candidacy"),
            models.CheckConstraint(condition=~Q(source_url=""), name="result_draft_has_a_source"),
            models.CheckConstraint(
                condition=Q(sent_back_by=None, sent_back_at=None, note="")
                | (Q(sent_back_by__isnull=False, sent_back_at__isnull=False) & ~Q(note="")),
                name="result_draft_is_sent_back_with_a_note",
            ),
        ]
        verbose_name = _("result to release")
        verbose_name_plural = _("results to release")

    def __str__(self) -> str:
        return f"{self.candidacy}: {self.get_outcome_display()}"
