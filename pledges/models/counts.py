"""Totals of signatures, and the changes since the last roll-up.

A figure is always the sum of both, so it is right before and after a roll-up.
"""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pledges.models.petitions import Petition


class CountChange(models.Model):
    """One signature more or less: the triggers of `Signature` add it, the roll-up takes it."""

    petition = models.ForeignKey(
        Petition, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    place = models.CharField(max_length=2, blank=True)
    day = models.DateField()
    change = models.SmallIntegerField()

    def __str__(self) -> str:
        return f"{self.change:+}"


class PlaceTally(models.Model):
    """Confirmed signatures of a petition by state, as of the last roll-up."""

    petition = models.ForeignKey(
        Petition, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    place = models.CharField(max_length=2, blank=True)
    count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "place"], name="place_tally_is_one_row")
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.count}"


class DayTally(models.Model):
    """Confirmed signatures of a petition by the day, in Eastern time, they were confirmed."""

    petition = models.ForeignKey(
        Petition, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    day = models.DateField()
    count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "day"], name="day_tally_is_one_row")
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"


class RecountQuerySet(models.QuerySet["Recount"]):
    def latest_if_wrong(self) -> Self:
        """Keep the last recount if it found wrong totals."""
        newest = self.model.objects.order_by("-counted_at").values("pk")[:1]
        return self.filter(pk=newest, drift_count__gt=0)


class Recount(models.Model):
    """What a recount of every signature found: `drift_count` totals were wrong."""

    counted_at = models.DateTimeField(_("counted"), default=timezone.now)
    signature_count = models.PositiveBigIntegerField(_("signatures"))
    drift_count = models.PositiveIntegerField(_("wrong totals"))

    objects = RecountQuerySet.as_manager()

    class Meta:
        ordering = ["-counted_at"]
        verbose_name = _("recount")
        verbose_name_plural = _("recounts")

    def __str__(self) -> str:
        return f"{self.counted_at:%Y-%m-%d}"
