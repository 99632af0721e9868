"""Times in which confirmations leave slowly."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class SlowdownQuerySet(models.QuerySet["Slowdown"]):
    def current(self) -> Self:
        return self.filter(ended_at=None)


class Slowdown(models.Model):
    """A time in which confirmations leave slowly, because hardly anybody uses them.

    The counts are those of the confirmations that it was judged by.
    """

    APART = datetime.timedelta(seconds=6)

    began_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    next_turn_at = models.DateTimeField(_("next email"))
    sent_count = models.PositiveIntegerField(_("confirmations sent"))
    used_count = models.PositiveIntegerField(_("used"))
    refused_count = models.PositiveIntegerField(_("bounced as unknown"))

    objects = SlowdownQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["ended_at"], nulls_distinct=False, name="slowdown_under_way_is_one"
            )
        ]
        verbose_name = _("slowdown")
        verbose_name_plural = _("slowdowns")

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d}"

    def next_turn(self, now: datetime.datetime) -> datetime.datetime:
        """Return when the next confirmation may leave, and keep the one after it apart."""
        turn = max(now, self.next_turn_at)
        self.next_turn_at = turn + self.APART
        return turn
