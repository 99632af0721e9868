from typing import Self

import pgtrigger
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models.candidacies import Candidacy
from candidates.models.organizers import organizer_key
from candidates.models.stages import Stage
from candidates.models.triggers import (
    CYCLE_OF_CANDIDACY,
    is_of_a_run_that_counts,
    refusing,
    stays_as_archived,
)


class StageResultQuerySet(models.QuerySet["StageResult"]):
    def unretracted(self) -> Self:
        return self.filter(retracted_at=None)

    def retracted(self) -> Self:
        return self.filter(retracted_at__isnull=False)

    def valid(self) -> Self:
        """Keep the results that count."""
        return self.unretracted().exclude(stage__status=Stage.Status.VOID)


class StageResult(models.Model):
    """What one election decided about one candidacy. Retracted if it's wrong, never edited."""

    class Outcome(models.TextChoices):
        ADVANCED = "advanced", _("advanced")
        TO_RUNOFF = "to_runoff", _("went to a runoff")
        WON = "won", _("won")
        LOST = "lost", _("lost")
        UNOPPOSED = "unopposed", _("unopposed")
        WITHDREW = "withdrew", _("withdrew before the election")

    candidacy = models.ForeignKey(
        Candidacy,
        on_delete=models.PROTECT,
        related_name="stage_results",
        verbose_name=_("candidacy"),
    )
    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, related_name="results", verbose_name=_("election")
    )
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome)
    source_url = models.URLField(_("source"))
    recorded_by = organizer_key(_("recorded by"), null=True, editable=False)
    released_by = organizer_key(_("released by"), null=True, editable=False)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    retracted_at = models.DateTimeField(_("retracted"), null=True, blank=True, editable=False)
    retraction_reason = models.CharField(
        _("reason for retracting"), max_length=300, blank=True, editable=False
    )

    objects = StageResultQuerySet.as_manager()

    class Meta:
        ordering = ["stage__held_on", "id"]
        constraints = [
            models.UniqueConstraint(
                "candidacy",
                "stage",
                condition=Q(retracted_at=None),
                name="stage_result_is_one_per_candidacy",
                violation_error_code=NON_FIELD_ERRORS,
                violation_error_message=_(
                    "Someone else just entered results for this election. Review them before "
                    "you add yours."
                ),
            ),
            models.CheckConstraint(
                condition=Q(retracted_at=None, retraction_reason="")
                | (Q(retracted_at__isnull=False) & ~Q(retraction_reason="")),
                name="stage_result_retraction_has_a_reason",
            ),
            models.CheckConstraint(condition=~Q(source_url=""), name="stage_result_has_a_source"),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("recorded_by")),
                name="stage_result_is_released_by_a_second_person",
                violation_error_code=NON_FIELD_ERRORS,
                violation_error_message=_(
                    "You entered these results, so someone else has to release them."
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="stage_result_is_never_deleted", operation=pgtrigger.Delete),
            stays_as_archived("stage_result", CYCLE_OF_CANDIDACY),
            is_of_a_run_that_counts("stage_result", field=NON_FIELD_ERRORS),
            pgtrigger.ReadOnly(
                name="stage_result_is_never_edited",
                fields=["candidacy", "stage", "outcome", "source_url"],
            ),
            refusing(
                "stage_result_is_of_the_race",
                """(SELECT race_id FROM candidates_candidacy WHERE id = NEW.candidacy_id)
                    <> (SELECT race_id FROM candidates_stage WHERE id = NEW.stage_id)""",
                _(
                    "One of these candidacies is in another race. Choose candidacies from this "
                    "race."
                ),
                operation=pgtrigger.Insert,
            ),
        ]
        permissions = [("release_stageresult", _("Can release results that others entered"))]
        verbose_name = _("election result")
        verbose_name_plural = _("election results")

    def __str__(self) -> str:
        return f"{self.candidacy}: {self.get_outcome_display()}"

    @property
    def is_valid(self) -> bool:
        """Say whether the result counts: it isn't retracted and its election isn't void."""
        return not self.retracted_at and not self.stage.is_void
