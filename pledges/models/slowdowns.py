"""Times in which confirmations leave slowly."""

import datetime
from typing import Self

from django.db import models


class SlowdownQuerySet(models.QuerySet["Slowdown"]):
    def current(self) -> Self:
        return self.filter(ended_at=None)


class Slowdown(models.Model):
    """A time when confirmations leave slowly because hardly anyone uses them.

    The counts are of the confirmations that started it.
    """

    APART = datetime.timedelta(seconds=6)

    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    next_turn_at = models.DateTimeField()
    sent_count = models.PositiveIntegerField()
    used_count = models.PositiveIntegerField()
    refused_count = models.PositiveIntegerField()

    objects = SlowdownQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["ended_at"], nulls_distinct=False, name="slowdown_under_way_is_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d}"

    def next_turn(self, now: datetime.datetime) -> datetime.datetime:
        """Return when the next confirmation may leave, and space out the one after it."""
        turn = max(now, self.next_turn_at)
        self.next_turn_at = turn + self.APART
        return turn
