"""Keys that outlive FIELD_KEYS."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.lib.encryption import EncryptedTextField


class SealedKey(models.Model):
    """A key that never changes, encrypted under FIELD_KEYS, which do."""

    name = models.CharField(_("name"), max_length=10, primary_key=True)
    key = EncryptedTextField(_("key"))

    class Meta:
        verbose_name = _("sealed key")
        verbose_name_plural = _("sealed keys")

    def __str__(self) -> str:
        return self.name
