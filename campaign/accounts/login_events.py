"""Record logins, failed logins and logouts in the audit log.

Usernames that no account has are left out, because people sometimes type a password there.
"""

from typing import Any

from django.contrib.auth import user_logged_in, user_logged_out, user_login_failed
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone

from campaign.lib import audit, limits
from campaign.lib.audit import Event

# Failures past this limit aren't recorded, so guessing passwords can't fill the log.
FAILURES_A_DAY = 50


def connect() -> None:
    user_logged_in.connect(note_login, dispatch_uid="audit.login")
    user_logged_out.connect(note_logout, dispatch_uid="audit.logout")
    user_login_failed.connect(note_failure, dispatch_uid="audit.failure")


def note_login(user: User, **_signal: Any) -> None:
    audit.record(Event.LOGGED_IN, by=user)


def note_logout(user: User | None, **_signal: Any) -> None:
    if user:
        audit.record(Event.LOGGED_OUT, by=user)


def note_failure(
    credentials: dict[str, Any], request: HttpRequest | None = None, **_signal: Any
) -> None:
    # Locked-out attempts are never checked, so they aren't failures.
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
        audit.record(Event.LOGIN_FAILED, by=user)
