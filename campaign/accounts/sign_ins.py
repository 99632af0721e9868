"""Logins and logouts, as the audit log keeps them.

Names that no account has are left out: people type passwords where the username belongs.
"""

from typing import Any

from django.contrib.auth import user_logged_in, user_logged_out, user_login_failed
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone

from campaign.lib import audit, limits
from campaign.lib.audit import Event

# Nobody who guesses passwords can fill the log: further failures of an account aren't kept.
FAILURES_A_DAY = 50


def connect() -> None:
    user_logged_in.connect(note_login, dispatch_uid="audit.login")
    user_logged_out.connect(note_logout, dispatch_uid="audit.logout")
    user_login_failed.connect(note_failure, dispatch_uid="audit.failure")


def note_login(user: User, **_signal: Any) -> None:
    audit.record(Event.SIGNED_IN, by=user)


def note_logout(user: User | None, **_signal: Any) -> None:
    if user:
        audit.record(Event.SIGNED_OUT, by=user)


def note_failure(
    credentials: dict[str, Any], request: HttpRequest | None = None, **_signal: Any
) -> None:
    # Someone who has to wait isn't trying.
    if getattr(request, "axes_locked_out", False):
        return
    username = credentials.get("username") or ""
    user = User.objects.filter(username=username).first()
    if user and limits.allow(
        "kept login failures",
        str(user.pk),
        capacity=FAILURES_A_DAY,
        per_seconds=limits.ONE_DAY,
        now=timezone.now(),
    ):
        audit.record(Event.SIGN_IN_FAILED, by=user)
