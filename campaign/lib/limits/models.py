from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class Salt(models.Model):
    """The random part of the keys of one UTC day."""

    day = models.DateField(_("day"), primary_key=True)
    salt = models.BinaryField(_("salt"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.day)


class DailySalt(Salt):
    """That of the buckets, destroyed within 48 hours."""

    class Meta:
        verbose_name = _("daily salt")
        verbose_name_plural = _("daily salts")


class MonthSalt(Salt):
    """That under which turns are remembered, destroyed after 30 days."""

    class Meta:
        verbose_name = _("30-day salt")
        verbose_name_plural = _("30-day salts")


class Bucket(models.Model):
    """The tokens left to one identity at the moment of its last use.

    The table is UNLOGGED: a crash empties it, no write-ahead log and so no archive of one ever
    holds it, and a check waits for no disk. It has no index but its key, so that every update
    stays within its page.
    """

    key = models.BinaryField(_("key"), primary_key=True)
    tokens = models.FloatField(_("tokens"))
    counted_at = models.DateTimeField(_("counted"))

    class Meta:
        verbose_name = _("bucket")
        verbose_name_plural = _("buckets")

    def __str__(self) -> str:
        return f"{self.tokens:g}"


class Turn(models.Model):
    """One turn that somebody took or will take: see `campaign.lib.limits.turns`.

    Nobody can tell whose it is once the salt of the day on which it was given is gone. The table
    and the salts are UNLOGGED, so no archive of the write-ahead log keeps a salt for longer.
    """

    key = models.BinaryField(_("key"), max_length=32)
    at = models.DateTimeField(_("when"))

    class Meta:
        indexes = [
            models.Index(fields=["key", "at"], name="turn_by_key"),
            BrinIndex(fields=["at"], name="turn_by_age"),
        ]
        verbose_name = _("turn")
        verbose_name_plural = _("turns")

    def __str__(self) -> str:
        return str(self.pk)
