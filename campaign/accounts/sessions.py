"""How long organizers stay logged in: 60 minutes without a click, and 12 hours in all.

Each session's row stores when it ends, so it expires even if no page checks.
"""

import datetime
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

LONGEST = datetime.timedelta(hours=12)
# Recording every click would write to the database on every page.
NOTED_EVERY = datetime.timedelta(minutes=1)
ENDS_AT, SEEN_AT = "ends_at", "seen_at"


class SessionLimitsMiddleware:
    """Puts off the end of a session while its organizer uses the admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        match = request.resolver_match
        if match is None or match.app_name != "admin" or not request.user.is_authenticated:
            return
        now = timezone.now().timestamp()
        if now - request.session.get(SEEN_AT, 0) >= NOTED_EVERY.total_seconds():
            put_off(request, now)


@receiver(user_logged_in)
def begin_session(request: HttpRequest, **_others: object) -> None:
    now = timezone.now().timestamp()
    request.session[ENDS_AT] = now + LONGEST.total_seconds()
    put_off(request, now)


def put_off(request: HttpRequest, now: float) -> None:
    """Let the session end 60 minutes from now, or 12 hours after the login if that's earlier."""
    end = min(now + settings.SESSION_COOKIE_AGE, request.session.get(ENDS_AT, now))
    request.session[SEEN_AT] = now
    # A moment: a number of seconds would begin again whenever a page writes to the session.
    request.session.set_expiry(datetime.datetime.fromtimestamp(end, datetime.UTC))


def end_sessions(user: User) -> int:
    """Log `user` out everywhere at once. Return the number of sessions that ended."""
    now = timezone.now()
    ended = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=now).iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    Session.objects.filter(pk__in=ended).delete()
    return len(ended)
