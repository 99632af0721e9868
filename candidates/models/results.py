from __future__ import annotations

import datetime
from collections import Counter

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates import standing
from candidates.models.archive import CYCLE_OF_CANDIDACY, stays_as_archived
from candidates.models.candidacies import Candidacy
from candidates.models.candidacy_rules import is_of_a_run_that_counts
from candidates.models.stages import Stage
from candidates.querysets import StageResultQuerySet


class StageResult(models.Model):
    """What one stage decided about one candidacy. Taken back by retraction, never edited."""

    class Outcome(models.TextChoices):
        ADVANCED = "advanced", _("advanced")
        TO_RUNOFF = "to_runoff", _("to a runoff")
        WON = "won", _("won")
        LOST = "lost", _("lost")
        UNOPPOSED = "unopposed", _("unopposed")
        WITHDREW = "withdrew", _("withdrew before the vote")

    candidacy = models.ForeignKey(
        Candidacy,
        on_delete=models.PROTECT,
        related_name="stage_results",
        verbose_name=_("candidacy"),
    )
    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, related_name="results", verbose_name=_("stage")
    )
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome)
    source_url = models.URLField(_("source"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    retracted_at = models.DateTimeField(_("retracted"), null=True, blank=True, editable=False)
    retraction_reason = models.CharField(
        _("reason of the retraction"), max_length=300, blank=True, editable=False
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
            ),
            models.CheckConstraint(
                condition=Q(retracted_at=None, retraction_reason="")
                | (Q(retracted_at__isnull=False) & ~Q(retraction_reason="")),
                name="stage_result_retraction_has_a_reason",
            ),
            models.CheckConstraint(condition=~Q(source_url=""), name="stage_result_has_a_source"),
        ]
        triggers = [
            pgtrigger.Protect(name="stage_result_is_never_deleted", operation=pgtrigger.Delete),
            stays_as_archived("stage_result", CYCLE_OF_CANDIDACY),
            is_of_a_run_that_counts("stage_result"),
            pgtrigger.ReadOnly(
                name="stage_result_is_never_edited",
                fields=["candidacy", "stage", "outcome", "source_url"],
            ),
            pgtrigger.Trigger(
                name="stage_result_is_of_the_race",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF (SELECT race_id FROM candidates_candidacy WHERE id = NEW.candidacy_id)
                        <> (SELECT race_id FROM candidates_stage WHERE id = NEW.stage_id)
                    THEN
                        RAISE EXCEPTION 'The stage belongs to another race than the candidacy.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'stage_result_is_of_the_race';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
        verbose_name = _("stage result")
        verbose_name_plural = _("stage results")

    def __str__(self) -> str:
        return f"{self.candidacy}: {self.get_outcome_display()}"

    @property
    def is_valid(self) -> bool:
        """Say whether the result counts: not retracted, of a stage neither void nor held again."""
        return not self.retracted_at and not self.stage.is_void

    @staticmethod
    def record(
        stage: Stage,
        outcomes: dict[Candidacy, StageResult.Outcome],
        *,
        source_url: str,
        by: User | None,
        now: datetime.datetime,
    ) -> list[StageResult]:
        """Record the results of one stage for several candidacies with one source.

        A stage that was only scheduled is held with it. Stores nothing and raises ValidationError
        when the vote is void or lets fewer people through, IntegrityError when one of the
        candidacies already has a result or runs in another race.
        """
        with transaction.atomic():
            people = standing.lock_people_behind([candidacy.pk for candidacy in outcomes])
            stage.lock()
            if stage.is_void:
                raise ValidationError(
                    _("This vote was declared void. Set it again first."), code="void"
                )
            StageResult.refuse_too_many_through(stage, outcomes)
            results = [
                StageResult.objects.create(
                    candidacy=candidacy,
                    stage=stage,
                    outcome=outcome,
                    source_url=source_url,
                    recorded_by=by,
                    recorded_at=now,
                )
                for candidacy, outcome in outcomes.items()
            ]
            if stage.status in {Stage.Status.SCHEDULED, Stage.Status.POSTPONED}:
                stage.status = Stage.Status.HELD
                stage.save(update_fields=["status"])
            standing.refresh_people(people, now=now)
        return results

    @staticmethod
    def refuse_too_many_through(
        stage: Stage,
        outcomes: dict[Candidacy, StageResult.Outcome],
    ) -> None:
        """Raise ValidationError when more people go through than the vote lets through.

        A vote in which each party holds its own lets that many through for each. Anyone who
        advanced and then withdrew, died or was disqualified before the end holds no place any
        more, so the next in line may advance.
        """
        before = stage.results.unretracted().filter(outcome__in=standing.WINS)
        added = [row.pk for row, outcome in outcomes.items() if outcome in standing.WINS]
        through = Candidacy.objects.filter(Q(stage_results__in=before) | Q(pk__in=added))
        still_there = through.exclude(outcome__in=standing.LEFT_THE_RACE).distinct()
        counts = Counter(stage.list_of(candidacy) for candidacy in still_there)
        if any(count > stage.advances for count in counts.values()):
            raise ValidationError(
                _(
                    "Too many candidates advance: at most %(number)d can. Anyone who withdrew, "
                    "died or was disqualified doesn’t count once that’s on their candidacy."
                ),
                code="too_many_through",
                params={"number": stage.advances},
            )

    def refuse_too_many_beside(self) -> None:
        """Raise ValidationError where more people than its vote lets through hold places by now."""
        self.stage.lock()
        if not self.stage.is_void:
            self.refuse_too_many_through(self.stage, {})

    def retract(self, *, reason: str, now: datetime.datetime) -> None:
        """Take the result back; it stays on record with `reason`.

        Raises ValidationError for one that was taken back already.
        """
        with transaction.atomic():
            people = standing.lock_people_behind([self.candidacy_id])
            self.refresh_from_db()
            if self.retracted_at:
                raise ValidationError(
                    _("This result has been taken back already."), code="not_retractable"
                )
            self.retracted_at = now
            self.retraction_reason = reason
            self.save(update_fields=["retracted_at", "retraction_reason"])
            standing.refresh_people(people, now=now)
