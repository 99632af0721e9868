import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

# A backup is taken every 24 hours, and may take up to two hours.
OLD_AFTER = datetime.timedelta(hours=26)


class BackupQuerySet(models.QuerySet["Backup"]):
    def verified(self) -> "BackupQuerySet":
        return self.filter(verified_at__isnull=False)

    def newest_verified_at(self) -> datetime.datetime | None:
        """Return the moment that the newest verified backup shows; None without one."""
        return self.verified().order_by("-taken_at").values_list("taken_at", flat=True).first()


class Backup(models.Model):
    """A backup that this site took, and when we last tested it by restoring it."""

    taken_at = models.DateTimeField(_("data as of"), unique=True, editable=False)
    name = models.CharField(_("file"), max_length=100, editable=False)
    size_bytes = models.BigIntegerField(_("size in bytes"), editable=False)
    verified_at = models.DateTimeField(_("verified"), null=True, editable=False)

    objects = BackupQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_at"]
        default_permissions = ("view",)
        verbose_name = _("backup")
        verbose_name_plural = _("backups")

    def __str__(self) -> str:
        return self.name
