"""Keys that never change, although FIELD_KEYS do."""

from django.db import models

from campaign.lib.encryption import EncryptedTextField


class SealedKey(models.Model):
    """A key that never changes, encrypted under FIELD_KEYS, which do."""

    name = models.CharField(max_length=10, primary_key=True)
    key = EncryptedTextField()

    def __str__(self) -> str:
        return self.name
