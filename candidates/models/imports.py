from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models.organizers import organizer_key


class FecImport(models.Model):
    """The log of one file of the FEC: who brought it, what it held, when it was applied.

    `rows` keeps the parsed lines of a file that waits for its button, without the columns that
    hold addresses, and is emptied when the file is applied.
    """

    cycle_year = models.PositiveSmallIntegerField(_("cycle"))
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    uploaded_by = organizer_key(
        _("uploaded by"),
        null=True,
        blank=True,
        help_text=_("Empty if it came from the command line."),
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    applied_by = organizer_key(
        _("applied by"),
        null=True,
        blank=True,
        help_text=_("Empty if it came from the command line."),
    )
    counts = models.JSONField(_("counts"), default=dict)
    samples = models.JSONField(_("first lines of each kind"), default=dict)
    rows = models.JSONField(_("lines to apply"), default=list)

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at=None) | Q(rows=[]), name="fec_import_applied_keeps_no_rows"
            )
        ]
        verbose_name = _("FEC import")
        verbose_name_plural = _("FEC imports")

    def __str__(self) -> str:
        return f"{self.file_name}, {timezone.localtime(self.uploaded_at):%Y-%m-%d %H:%M}"
