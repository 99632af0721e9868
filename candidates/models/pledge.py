from __future__ import annotations

import datetime
import hashlib
from typing import Self

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.history import kept_versions
from candidates.models.triggers import refusing


class PledgeTextQuerySet(models.QuerySet["PledgeText"]):
    def dated(self) -> Self:
        """Leave out drafts: texts without a day from which they are in use."""
        return self.filter(effective_on__isnull=False)

    def effective_by(self, day: datetime.date) -> Self:
        """Leave out drafts and versions that come into use after `day`; the newest first."""
        return self.filter(effective_on__lte=day).order_by("-effective_on", "-version")

    def in_use_on(self, day: datetime.date) -> PledgeText | None:
        """Return the version that is asked for on `day`, None before the first."""
        return self.effective_by(day).first()


class PledgeText(models.Model):
    """One version of what campaigns are asked to sign; frozen once an answer to it is published."""

    version = models.PositiveSmallIntegerField(_("version"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(
        _("text"), help_text=_("Plain text. Leave an empty line between paragraphs.")
    )
    effective_on = models.DateField(
        _("takes effect on"),
        null=True,
        blank=True,
        help_text=_("If you leave this empty, it’s a draft that only organizers see."),
    )

    objects = PledgeTextQuerySet.as_manager()
    history = kept_versions()

    class Meta:
        ordering = ["-version"]
        triggers = [
            refusing(
                "pledge_text_is_frozen_by_an_answer",
                """EXISTS (
                    SELECT FROM candidates_answer
                    WHERE pledge_text_id = OLD.id AND published_at IS NOT NULL
                )""",
                _(
                    "You can’t change this text, because a published answer uses it. Add a new "
                    "version instead."
                ),
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]
        verbose_name = _("pledge text")
        verbose_name_plural = _("pledge texts")

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"

    @property
    def sha256(self) -> str:
        """Return the hex digest of the title, an empty line and the text, in UTF-8.

        Lines end with a line feed, whatever the browser sent that the text was typed in.
        """
        text = f"{self.title}\n\n{self.body}".replace("\r\n", "\n")
        return hashlib.sha256(text.encode()).hexdigest()
