"""Signatures on paper."""

import datetime
from typing import Self

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.history import kept_versions
from campaign.lib.file_storage import PrivateStorage, store
from campaign.lib.uploads import Upload, random_name
from pledges.models.petitions import Petition


class PaperBatchQuerySet(models.QuerySet["PaperBatch"]):
    def awaiting_release(self) -> Self:
        """Keep batches that count once a second person releases them."""
        return self.filter(awaits_release=True, taken_back_at=None)

    def with_scan_past_keeping(self, now: datetime.datetime) -> Self:
        """Keep batches whose scan is past the time that `pledges.privacy.register` promises."""
        long_ago = now - PaperBatch.SCAN_KEPT_AFTER_END
        ended = Q(petition__in=Petition.objects.ended_by(long_ago), entered_at__lte=long_ago)
        taken_back = Q(taken_back_at__lte=now - PaperBatch.SCAN_KEPT_AFTER_TAKING_BACK)
        return self.exclude(scan="").filter(ended | taken_back)


class PaperBatch(models.Model):
    """Signatures on paper that organizers counted, with a scan that shows them.

    They count, and are always shown separately. A large batch counts once a second person releases
    it. A wrong one is removed with a reason. The scan is erased after a time; its SHA-256 stays.
    """

    SCAN_KEPT_AFTER_END = datetime.timedelta(days=90)
    SCAN_KEPT_AFTER_TAKING_BACK = datetime.timedelta(days=30)

    petition = models.ForeignKey(
        Petition,
        on_delete=models.PROTECT,
        related_name="paper_batches",
        verbose_name=_("petition"),
    )
    count = models.PositiveIntegerField(
        _("signatures"),
        validators=[MinValueValidator(1, _("Enter 1 or more."))],
        help_text=_("Count only the ones you can read."),
    )
    place = models.CharField(
        _("state"),
        max_length=2,
        blank=True,
        help_text=_("Leave this empty if the sheet has more than one state."),
    )
    collected_on = models.DateField(_("collected on"))
    scan = models.FileField(_("scan"), upload_to="paper/", storage=PrivateStorage(), editable=False)
    sha256 = models.CharField(_("SHA-256 of the scan"), max_length=64, editable=False)
    note = models.CharField(
        _("note"),
        max_length=200,
        blank=True,
        help_text=_("Only organizers see this. Where and who collected them. Don’t name signers."),
    )
    entered_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    awaits_release = models.BooleanField(_("needs a second person"), default=False, editable=False)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("released by"),
    )
    released_at = models.DateTimeField(_("released"), null=True, editable=False)
    taken_back_at = models.DateTimeField(_("removed"), null=True, editable=False)
    taken_back_reason = models.CharField(_("why"), max_length=200, blank=True, editable=False)

    objects = PaperBatchQuerySet.as_manager()
    history = kept_versions()

    class Meta:
        ordering = ["-entered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1),
                name="paper_batch_is_not_empty",
                violation_error_code="count",
                violation_error_message=_("Enter 1 or more."),
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_reason="")
                | (Q(taken_back_at__isnull=False) & ~Q(taken_back_reason="")),
                name="paper_batch_is_taken_back_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(released_by=None, released_at=None)
                | Q(released_by__isnull=False, released_at__isnull=False, awaits_release=False)
                & ~Q(released_by=models.F("entered_by")),
                name="paper_batch_is_released_by_a_second_person",
                violation_error_code=NON_FIELD_ERRORS,
                violation_error_message=_(
                    "You added this batch, so someone else has to release it."
                ),
            ),
        ]
        verbose_name = _("paper batch")
        verbose_name_plural = _("paper batches")

    def __str__(self) -> str:
        return f"{self.petition}: {self.count}"

    @property
    def is_taken_back(self) -> bool:
        return self.taken_back_at is not None

    @property
    def is_waiting(self) -> bool:
        return self.awaits_release and not self.is_taken_back

    @property
    def counted_since(self) -> datetime.datetime:
        """Return the moment from which it counts, or counted."""
        return self.released_at or self.entered_at

    def keep(self, scan: Upload) -> None:
        """Store the bytes of a scan; the row itself is saved by the caller."""
        name = f"paper/{random_name(scan.extension)}"
        self.scan = store(self.scan.storage, name, scan.content)
        self.sha256 = scan.sha256

    def forget_scan(self) -> None:
        """Erase the scan. The file goes first, so a killed process erases the name later."""
        if self.scan.name:
            self.scan.storage.delete(self.scan.name)
        self.scan = ""
        self.save(update_fields=["scan"])
