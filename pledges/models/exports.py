"""Exports of email addresses."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pledges.models.petitions import Petition


class Export(models.Model):
    exported_at = models.DateTimeField(_("exported"), default=timezone.now)
    exported_by = models.ForeignKey(
        "auth.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    petition = models.ForeignKey(
        Petition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("petition"),
    )
    reason = models.CharField(_("reason"), max_length=200)
    row_count = models.PositiveIntegerField(_("rows"), null=True)

    class Meta:
        ordering = ["-exported_at"]
        verbose_name = _("export")
        verbose_name_plural = _("exports")

    def __str__(self) -> str:
        return f"{self.exported_at:%Y-%m-%d}"
