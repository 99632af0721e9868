import datetime
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.history import kept_versions
from candidates.models.races import Race
from candidates.models.triggers import CYCLE_OF_RACE, stays_as_archived


class StageQuerySet(models.QuerySet["Stage"]):
    def chronological(self) -> Self:
        return self.order_by("held_on", "pk")

    def on_night(self, state: str, day: datetime.date) -> Self:
        return self.filter(race__jurisdiction=state, held_on=day)


class Stage(models.Model):
    """One election on the way to a seat: a primary, a runoff, the general election."""

    class Kind(models.TextChoices):
        PRIMARY = "primary", _("primary")
        TOP_TWO = "top_two", _("top-two primary")
        TOP_FOUR = "top_four", _("top-four primary")
        PRIMARY_RUNOFF = "primary_runoff", _("primary runoff")
        CONVENTION = "convention", _("convention")
        SPECIAL = "special", _("special election")
        GENERAL = "general", _("general election")
        GENERAL_RUNOFF = "general_runoff", _("general election runoff")

    # Each party has its own contest in these, unless they're one party's.
    BY_PARTY = (Kind.PRIMARY, Kind.PRIMARY_RUNOFF, Kind.CONVENTION)

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
        help_text=_("Leave empty if all parties share this election."),
    )
    held_on = models.DateField(_("election day"))
    advances = models.PositiveSmallIntegerField(
        _("how many advance"),
        default=1,
        help_text=_("Enter 2 for a top-two primary, 4 for a top-four."),
    )
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.SCHEDULED)
    source_url = models.URLField(_("source"))
    superseded_by = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("rescheduled as"),
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
                violation_error_code="kind",
                violation_error_message=_(
                    "This race already has that election. If it’s being rescheduled, declare "
                    "the first one void."
                ),
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
            models.CheckConstraint(
                condition=Q(advances__gte=1),
                name="stage_advances_somebody",
                violation_error_code="advances",
                violation_error_message=_("Enter 1 or more."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="stage_is_never_deleted", operation=pgtrigger.Delete),
            stays_as_archived("stage", CYCLE_OF_RACE),
        ]
        verbose_name = _("election")
        verbose_name_plural = _("elections")

    def __str__(self) -> str:
        party = f" {self.party}" if self.party else ""
        return f"{self.race.code}{party} {self.get_kind_display()}, {self.held_on}"

    @property
    def is_scheduled(self) -> bool:
        return self.status == self.Status.SCHEDULED

    @property
    def is_void(self) -> bool:
        return self.status == self.Status.VOID

    def list_of(self, party_code: str) -> str:
        """Return which party's field a candidate is in, where each party has its own primary."""
        is_of_several_parties = self.party is None and self.kind in self.BY_PARTY
        return party_code if is_of_several_parties else ""
