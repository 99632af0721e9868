"""The organizers who hold a permission, by their roles or as superusers."""

from typing import Any

from django.contrib.auth import get_user_model

BACKEND = "django.contrib.auth.backends.ModelBackend"


def holders_of(permission: str) -> Any:
    """Return the active accounts that have a permission, by its full name."""
    return get_user_model()._default_manager.with_perm(permission, backend=BACKEND)


def administrators() -> Any:
    """Return the active accounts that may manage others."""
    return holders_of("auth.change_user")
