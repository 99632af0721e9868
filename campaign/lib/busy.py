"""Work that only a few may do at once, and the page for visitors who'd have to wait too long."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from campaign.lib.database_outage import render_in_any_case

# A thread that waits can't serve anybody else.
PATIENCE_SECONDS = 3
RETRY_AFTER_SECONDS = 10
# In the environment of a request: nobody has time for it.
IS_BUSY = "campaign.is_busy"


class BusyError(Exception):
    """Too many others are doing the same. Trying again in a moment may work."""


@contextmanager
def turn(places: threading.Semaphore) -> Iterator[None]:
    """Take one of `places` for a block. Raise BusyError if none gets free in time."""
    if not places.acquire(timeout=PATIENCE_SECONDS):
        raise BusyError
    try:
        yield
    finally:
        places.release()


class BusyMiddleware(MiddlewareMixin):
    """Turns the BusyError of a view into a 503 with Retry-After.

    For a login, that page has the login form again, with the user name but without the password.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        return self.process_exception(request, BusyError()) if IS_BUSY in request.META else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, BusyError):
            return None
        match, form = request.resolver_match, None
        if match and match.view_name == "admin:login":
            form = AuthenticationForm(initial={"username": request.POST.get("username", "")})
        response = render_in_any_case(request, "503_busy.html", {"form": form}, status=503)
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        response.headers["Cache-Control"] = "no-store"
        return response
