"""Who of the organizers did something."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
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


def assignable() -> models.QuerySet[Any]:
    """Return the organizers that a campaign can be assigned to, by username."""
    active = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
    return active.order_by("username")
