from django.db import models
from django.utils.translation import gettext_lazy as _


class DailySalt(models.Model):
    """The random part of one UTC day's key."""

    day = models.DateField(_("day"), primary_key=True)
    salt = models.BinaryField(_("salt"))

    class Meta:
        verbose_name = _("daily salt")
        verbose_name_plural = _("daily salts")

    def __str__(self) -> str:
        return str(self.day)


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
