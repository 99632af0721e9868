"""Public addresses. They begin with SITE_URL, never with what a request claims the host is."""

from django.conf import settings


def absolute_url(path: str) -> str:
    """Return the public address of `path`, which begins with a slash."""
    return f"{settings.SITE_URL}{path}"
