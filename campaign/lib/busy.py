"""Work that few may do at once, and what a visitor gets who would have to wait for too long."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse

from campaign.lib.database_outage import render_in_any_case

# Every thread that waits is one that serves nobody else.
PATIENCE_SECONDS = 3
RETRY_AFTER_SECONDS = 10


class BusyError(Exception):
    """Too many others are doing the same; it can be tried again in a moment."""


@contextmanager
def turn(places: threading.Semaphore) -> Iterator[None]:
    """Take one of `places` for a block; raise BusyError when none gets free in time."""
    if not places.acquire(timeout=PATIENCE_SECONDS):
        raise BusyError
    try:
        yield
    finally:
        places.release()


class BusyMiddleware:
    """Turns the BusyError of a view into a 503 with Retry-After."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, BusyError):
            return None
        response = render_in_any_case(request, "503_busy.html", status=503)
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        response.headers["Cache-Control"] = "no-store"
        return response
