from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.history import kept_versions
from candidates import standing
from candidates.models.archive import CYCLE_OF_RACE, stays_as_archived
from candidates.models.races import Race
from candidates.querysets import StageQuerySet

if TYPE_CHECKING:
    from candidates.models.candidacies import Candidacy


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
        triggers = [
            pgtrigger.Protect(name="stage_is_never_deleted", operation=pgtrigger.Delete),
            stays_as_archived("stage", CYCLE_OF_RACE),
        ]
        verbose_name = _("stage")
        verbose_name_plural = _("stages")

    def __str__(self) -> str:
        party = f" {self.party}" if self.party else ""
        return f"{self.race.code}{party} {self.get_kind_display()}, {self.held_on}"

    @property
    def is_scheduled(self) -> bool:
        return self.status == self.Status.SCHEDULED

    @property
    def is_void(self) -> bool:
        return self.status == self.Status.VOID

    def list_of(self, candidacy: Candidacy) -> str:
        """Return among whom somebody stands: the party, in a vote that each holds for itself."""
        kinds = {self.Kind.PRIMARY, self.Kind.PRIMARY_RUNOFF, self.Kind.CONVENTION}
        is_of_several_parties = self.party is None and self.kind in kinds
        return candidacy.party_code if is_of_several_parties else ""

    def declare_void(self, *, source_url: str, now: datetime.datetime) -> None:
        """Take back the whole vote: everyone on it stands where they stood before it.

        Raises ValidationError for a vote that is void already.
        """
        with transaction.atomic():
            self._lock_with_its_race()
            if self.is_void:
                raise ValidationError(_("This vote is void already."), code="void")
            self._rule(self.Status.VOID, source_url=source_url, now=now)

    def reinstate(self, *, source_url: str, now: datetime.datetime) -> None:
        """Undo `declare_void`: the results recorded before count again.

        Raises ValidationError when the vote is not void, or has been set again meanwhile.
        """
        with transaction.atomic():
            self._lock_with_its_race()
            if not self.is_void:
                raise ValidationError(_("This vote is not void."), code="not_void")
            if self.superseded_by_id:
                raise ValidationError(
                    _("This vote has been set again; its results cannot count twice."),
                    code="held_again",
                )
            was_held = self.results.unretracted().exists()
            status = self.Status.HELD if was_held else self.Status.SCHEDULED
            self._rule(status, source_url=source_url, now=now)

    def _rule(self, status: Status, *, source_url: str, now: datetime.datetime) -> None:
        self.status = status
        self.source_url = source_url
        self.save(update_fields=["status", "source_url"])
        self.rulings.create(status=status, source_url=source_url, ruled_at=now)
        standing.refresh_people(self._people(), now=now)

    def _lock_with_its_race(self) -> None:
        """Hold off who records results of this vote at this moment, and read the row again."""
        standing.lock_people(self._people())
        self.lock()

    def lock(self) -> None:
        """Hold off other writers of this row and read it again; the people are locked before."""
        self.refresh_from_db(from_queryset=Stage.objects.select_for_update())

    def _people(self) -> list[int]:
        return list(self.race.candidacies.order_by().values_list("person", flat=True))

    def hold_again(self, *, on: datetime.date, source_url: str) -> Stage:
        """Set a new day for a void stage and return the stage that takes its place.

        Raises ValidationError for a vote that is not void or was set again already.
        """
        with transaction.atomic():
            self.lock()
            if not self.is_void or self.superseded_by_id:
                raise ValidationError(
                    _("Only a void vote is set again, and only once."), code="not_void"
                )
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
