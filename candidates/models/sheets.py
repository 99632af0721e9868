from __future__ import annotations

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models.acts import Act
from candidates.models.organizers import organizer_key


class SheetImportQuerySet(models.QuerySet["SheetImport"]):
    def to_apply(self) -> Self:
        """Keep the sheets whose preview shows changes that nobody has applied yet."""
        changes = Q(counts__change__gt=0) | Q(counts__conflict__gt=0)
        return self.exclude(folder="").filter(changes, state=SheetImport.State.READY)

    def with_files_past_keeping(self, now: datetime.datetime) -> Self:
        """Keep sheets whose files are still here although nobody needs them."""
        long_ago = Q(uploaded_at__lte=now - SheetImport.KEPT)
        return self.exclude(folder="").filter(long_ago | Q(state=SheetImport.State.APPLIED))


class SheetImport(models.Model):
    """A sheet that an organizer brings back: what its columns are, and what became of it.

    What the sheet says, and the plan made of it, are files in a private folder, deleted once the
    sheet is applied. The row holds no cell of it.
    """

    KEPT = datetime.timedelta(days=7)

    class Kind(models.TextChoices):
        CAMPAIGNS = "campaigns", _("Contacts, websites, incumbency, who calls whom")
        OUTREACH = "outreach", _("Outreach: one row for each call or email")
        RESULTS = "results", _("Election results")
        ANSWERS = "answers", _("Answers, as drafts for a second person")

    class State(models.TextChoices):
        MATCHING = "matching", _("columns to match")
        CHECKING = "checking", _("being checked")
        READY = "ready", _("to be applied")
        APPLYING = "applying", _("being applied")
        APPLIED = "applied", _("applied")

    WORKING = (State.CHECKING, State.APPLYING)

    kind = models.CharField(_("what’s in it"), max_length=9, choices=Kind)
    file_name = models.CharField(_("file"), max_length=200)
    folder = models.CharField(_("private folder"), max_length=32, blank=True, editable=False)
    header_row = models.PositiveIntegerField(_("row with the headers"), default=1)
    header_key = models.CharField(_("hash of the headers"), max_length=64, blank=True)
    columns: models.JSONField[Any, Any] = models.JSONField(_("columns"), default=list)
    clears = models.BooleanField(_("empty cells delete what we have"), default=False)
    state = models.CharField(_("status"), max_length=8, choices=State, default=State.MATCHING)
    problem = models.TextField(_("what went wrong"), blank=True)
    counts: models.JSONField[Any, Any] = models.JSONField(_("counts"), default=dict)
    choices: models.JSONField[Any, Any] = models.JSONField(_("choices"), default=dict)
    skips_refused = models.BooleanField(_("leave out refused rows"), default=False)
    uploaded_by = organizer_key(_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    applied_by = organizer_key(_("applied by"), null=True, blank=True)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    act = models.ForeignKey(
        Act,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("act"),
    )

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_at__isnull=False),
                name="sheet_import_applied_has_its_moment",
            )
        ]
        indexes = [models.Index("kind", "header_key", name="sheet_import_headers")]
        verbose_name = _("sheet")
        verbose_name_plural = _("sheets brought back")

    def __str__(self) -> str:
        return f"{self.file_name}, {timezone.localtime(self.uploaded_at):%Y-%m-%d %H:%M}"

    @property
    def is_at_work(self) -> bool:
        return self.state in self.WORKING and not self.is_gone

    @property
    def progress_name(self) -> str:
        return f"sheet-{self.pk}"

    @property
    def is_applied(self) -> bool:
        return self.state == self.State.APPLIED

    @property
    def is_gone(self) -> bool:
        """Say whether its files were deleted before anyone applied it."""
        return not self.folder and not self.is_applied
