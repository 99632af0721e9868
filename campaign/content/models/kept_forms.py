from __future__ import annotations

import datetime
import json
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.encryption import EncryptedTextField

KEPT_FOR = datetime.timedelta(hours=1)
MOST_PER_USER = 3
LONGEST_PATH = 500


class KeptFormQuerySet(models.QuerySet["KeptForm"]):
    def past_keeping(self, now: datetime.datetime) -> KeptFormQuerySet:
        return self.filter(kept_at__lte=now - KEPT_FOR)

    def of(self, user_id: int, now: datetime.datetime) -> KeptFormQuerySet:
        return self.filter(user_id=user_id, kept_at__gt=now - KEPT_FOR)

    def first_readable(self) -> KeptForm | None:
        """Return the first row, None if there's none or its key is gone."""
        try:
            return self.first()
        except InvalidToken:
            return None


class KeptForm(models.Model):
    """What an organizer sent after their session expired, until they log in again."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    path = models.CharField(_("web address"), max_length=LONGEST_PATH)
    kept_at = models.DateTimeField(_("saved"), default=timezone.now, db_index=True)
    content = EncryptedTextField(_("content"))

    objects = KeptFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved form")
        verbose_name_plural = _("saved forms")

    def __str__(self) -> str:
        return str(self.pk)

    def read(self) -> dict[str, Any]:
        """Return `fields` (name, values), `files` with data, and those `too_large` to keep."""
        content: dict[str, Any] = json.loads(self.content)
        return content
