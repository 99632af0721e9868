"""How often somebody may try to log in: the rules that django-axes applies.

Five tries in 15 minutes for a user name from one address, and 50 a day for a user name from
anywhere. Past the 50, each try is slow and they go one at a time, so that guessing takes years
and nobody can lock an organizer out.

People type passwords where the user name belongs. So what is counted is a keyed hash of the name,
the same for names that exist and names that don't, and its key is destroyed within 48 hours.
"""

import datetime
import logging
import threading
import time
from typing import Any

from axes.backends import AxesStandaloneBackend
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.lib import limits
from campaign.lib.busy import turn
from campaign.lib.client_address import client_address, client_block
from campaign.lib.database_outage import render_in_any_case

TRIES_A_DAY = 50
# After TRIES_A_DAY, a process tries one password every two seconds.
SLOW_SECONDS = 2
SLOW_PLACE = threading.BoundedSemaphore(1)

log = logging.getLogger(__name__)


def name_counted(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return what stands for the user name in the counts, 64 hexadecimal digits."""
    typed = (credentials or request.POST).get("username") or ""
    return limits.daily_hash("login", typed, now=timezone.now()).hex()


def address_counted(request: HttpRequest) -> str | None:
    """Return the client's address; of IPv6 the network, since one client has the whole of it."""
    address = client_address(request)
    if address and address.version == 6:
        return client_block(request).partition("/")[0]
    return str(address) if address else None


def wait_page(
    request: HttpRequest,
    credentials: dict[str, Any] | None = None,
    *,
    wait: datetime.timedelta | None = None,
) -> HttpResponse:
    """Say that there were too many tries, and when to come back."""
    seconds = int((wait or settings.AXES_COOLOFF_TIME).total_seconds())
    minutes = {"minutes": seconds // 60}
    response: HttpResponse
    if request.content_type == "application/json":  # from the script that asks for a passkey
        words = _("Too many tries. Wait %(minutes)d minutes, then try again.") % minutes
        response = JsonResponse({"detail": words}, status=429)
    else:
        response = render_in_any_case(request, "429.html", minutes, status=429)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response


class LoginHandler(AxesDatabaseHandler):
    """Counts failures without what else axes would store: browser, query and form."""

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any
    ) -> None:
        if request is None or request.axes_locked_out:
            return
        self.clean_expired_user_attempts(request, credentials)
        attempt, _ = AccessAttempt.objects.get_or_create(
            username=get_client_username(request, credentials),
            ip_address=request.axes_ip_address,
            user_agent="",
            defaults={"failures_since_start": 0},
        )
        AccessAttempt.objects.filter(pk=attempt.pk).update(
            failures_since_start=F("failures_since_start") + 1,
            attempt_time=request.axes_attempt_time,
        )
        request.axes_locked_out = self.is_locked(request, credentials)
        log.warning(
            "A login failed: %s%s.",
            _user_in_words(credentials),
            ", who has to wait now" if request.axes_locked_out else "",
        )


class LimitedModelBackend(AxesStandaloneBackend, ModelBackend):
    """Django's users and passwords, asked as often as the rules above allow."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if request is not None:  # a command or a test has no client who could have to wait
            AxesStandaloneBackend.authenticate(self, request, username, password, **kwargs)
        if not limits.allow(
            "login by name",
            username or "",
            capacity=TRIES_A_DAY,
            per_seconds=limits.ONE_DAY,
            now=timezone.now(),
        ):
            with turn(SLOW_PLACE):
                time.sleep(SLOW_SECONDS)
        return ModelBackend.authenticate(self, request, username, password, **kwargs)


def _user_in_words(credentials: dict[str, Any]) -> str:
    user_model = get_user_model()
    named = {user_model.USERNAME_FIELD: credentials.get("username")}
    user = user_model._default_manager.filter(**named).only("pk").first()
    return f"user {user.pk}" if user else "nobody has that user name"
