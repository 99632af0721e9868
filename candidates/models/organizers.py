"""Who of the organizers did something."""

from typing import Any

from django.conf import settings
from django.db import models


def organizer_key(verbose_name: Any, **options: Any) -> models.ForeignKey[Any, Any]:
    """Return a column for an organizer's account, which is kept as long as the row is."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=verbose_name,
        **options,
    )
