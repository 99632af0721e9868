from __future__ import annotations

import datetime

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates import standing
from candidates.models.candidacies import Candidacy
from candidates.models.races import Race
from candidates.querysets import StageQuerySet, StageResultQuerySet
from candidates.versions import kept_versions


class Stage(models.Model):
    """One vote on the way to a seat: a primary, a runoff, the general election."""

    class Kind(models.TextChoices):
        PRIMARY = "primary", _("primary")
        TOP_TWO = "top_two", _("top-two primary")
        TOP_FOUR = "top_four", _("top-four primary")
        PRIMARY_RUNOFF = "primary_runoff", _("primary runoff")
        CONVENTION = "convention", _("convention")
        SPECIAL = "special", _("special election")
        GENERAL = "general", _("general election")
        GENERAL_RUNOFF = "general_runoff", _("general election runoff")

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", _("scheduled")
        POSTPONED = "postponed", _("postponed")
        HELD = "held", _("held")
        VOID = "void", _("declared void")
        CERTIFIED = "certified", _("certified")

    race = models.ForeignKey(
        Race, on_delete=models.PROTECT, related_name="stages", verbose_name=_("race")
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    # Null and not "": no party is another value than any code, and the database compares it so.
    party = models.CharField(  # noqa: DJ001
        _("party code"),
        max_length=3,
        null=True,
        blank=True,
        help_text=_("Empty when all parties vote on that day under one entry."),
    )
    held_on = models.DateField(_("day of the vote"))
    advances = models.PositiveSmallIntegerField(
        _("how many advance"), default=1, help_text=_("2 in a top-two primary, 4 in a top-four.")
    )
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.SCHEDULED)
    source_url = models.URLField(_("source"))
    superseded_by = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("held again as"),
    )

    objects = StageQuerySet.as_manager()
    history = kept_versions()

    class Meta:
        ordering = ["held_on", "id"]
        constraints = [
            models.UniqueConstraint(
                "race",
                "kind",
                "party",
                condition=~Q(status="void"),
                nulls_distinct=False,
                name="stage_is_held_once",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by=None) | ~Q(superseded_by=F("id")),
                name="stage_does_not_supersede_itself",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by=None) | Q(status="void"),
                name="stage_is_void_before_it_is_held_again",
            ),
            models.CheckConstraint(condition=~Q(source_url=""), name="stage_has_a_source"),
            models.CheckConstraint(condition=Q(advances__gte=1), name="stage_advances_somebody"),
        ]
        triggers = [pgtrigger.Protect(name="stage_is_never_deleted", operation=pgtrigger.Delete)]
        verbose_name = _("stage")
        verbose_name_plural = _("stages")

    def __str__(self) -> str:
        party = f" {self.party}" if self.party else ""
        return f"{self.race.code}{party} {self.get_kind_display()}, {self.held_on}"

    @property
    def is_void(self) -> bool:
        return self.status == self.Status.VOID

    def declare_void(self, *, source_url: str, now: datetime.datetime) -> None:
        """Take back the whole vote: everyone on it stands where they stood before it."""
        self._set_status(self.Status.VOID, source_url=source_url, now=now)

    def reinstate(self, *, source_url: str, now: datetime.datetime) -> None:
        """Undo `declare_void`: the results recorded before count again.

        Raises ValidationError when the vote has been set again meanwhile.
        """
        if self.superseded_by_id:
            raise ValidationError(
                _("This vote has been set again; its results cannot count twice."),
                code="held_again",
            )
        self._set_status(self.Status.HELD, source_url=source_url, now=now)

    def _set_status(self, status: Status, *, source_url: str, now: datetime.datetime) -> None:
        with transaction.atomic():
            # Everybody in the race: somebody may be recording a result of theirs at this moment.
            people = list(self.race.candidacies.order_by().values_list("person", flat=True))
            standing.lock_people(people)
            self.status = status
            self.source_url = source_url
            self.save(update_fields=["status", "source_url"])
            self.rulings.create(status=status, source_url=source_url, ruled_at=now)
            standing.refresh_people(people, now=now)

    def hold_again(self, *, on: datetime.date, source_url: str) -> Stage:
        """Set a new day for a void stage and return the stage that takes its place."""
        with transaction.atomic():
            successor = Stage.objects.create(
                race=self.race,
                kind=self.kind,
                party=self.party,
                held_on=on,
                advances=self.advances,
                source_url=source_url,
            )
            self.superseded_by = successor
            self.save(update_fields=["superseded_by"])
        return successor


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

    @classmethod
    def record(
        cls,
        stage: Stage,
        outcomes: dict[Candidacy, StageResult.Outcome],
        *,
        source_url: str,
        by: User | None,
        now: datetime.datetime,
    ) -> list[StageResult]:
        """Record the results of one stage for several candidacies with one source.

        A stage that was only scheduled is held with it. Raises IntegrityError, and stores
        nothing, when one of the candidacies already has a result or runs in another race.
        """
        people = [candidacy.person_id for candidacy in outcomes]
        with transaction.atomic():
            standing.lock_people(people)
            results = [
                cls.objects.create(
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

    def retract(self, *, reason: str, now: datetime.datetime) -> None:
        """Take the result back; it stays on record with `reason`.

        Raises ValidationError for one that was taken back already.
        """
        person_id = self.candidacy.person_id
        with transaction.atomic():
            standing.lock_people([person_id])
            self.refresh_from_db()
            if self.retracted_at:
                raise ValidationError(
                    _("This result has been taken back already."), code="not_retractable"
                )
            self.retracted_at = now
            self.retraction_reason = reason
            self.save(update_fields=["retracted_at", "retraction_reason"])
            standing.refresh_people([person_id], now=now)
