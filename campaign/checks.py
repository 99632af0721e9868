"""What `check --deploy` says of settings that are silent and wrong on a public site.

`make run` never asks these: a trial has no proxy, and its mail is to stay on the machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def visitors_are_told_apart(
    app_configs: Sequence[AppConfig] | None, **options: Any
) -> list[checks.CheckMessage]:
    """Warn where every visitor would seem to come from the proxy that speaks https for us."""
    if settings.TRUSTED_PROXIES or not settings.IS_HTTPS:
        return []
    return [
        checks.Warning(
            "TRUSTED_PROXIES is 0, but a proxy has to speak https for this site: every visitor "
            "seems to come from its address, so the limits that stop one flood stop everybody.",
            hint="Set TRUSTED_PROXIES to the number of proxies; it is 1 with deploy/nginx.conf.",
            id="campaign.W001",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def mail_leaves(
    app_configs: Sequence[AppConfig] | None, **options: Any
) -> list[checks.CheckMessage]:
    """Warn where mail is only written to disk, or comes from an address that is nobody's."""
    if settings.EMAIL_BACKEND == "django.core.mail.backends.filebased.EmailBackend":
        folder = getattr(settings, "EMAIL_FILE_PATH", "a folder")
        return [
            checks.Warning(
                f"Mail is written to {folder} and never leaves this machine.",
                hint="Set EMAIL_URL to a mail server, and DEFAULT_FROM_EMAIL to the sender.",
                id="campaign.W002",
            )
        ]
    if settings.DEFAULT_FROM_EMAIL.rstrip("> ").endswith("@localhost"):
        return [
            checks.Warning(
                f"Mail comes from {settings.DEFAULT_FROM_EMAIL}, which other servers refuse.",
                hint="Set DEFAULT_FROM_EMAIL to an address that the mail server may send from.",
                id="campaign.W003",
            )
        ]
    return []
