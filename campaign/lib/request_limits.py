"""How many requests a web process works on at once, and how long each may take.

A few are worked on, and one or two more wait. Beyond that, readers get a 503 right away instead of
a long silence. One thread is always free for pages that are finished, /healthz and that 503. A file
that's made while it's sent keeps its turn until it's sent.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from wsgiref.types import StartResponse

from django.conf import settings

from campaign.lib.busy import IS_BUSY
from campaign.lib.database_wait import database_within
from campaign.lib.http import READING, path_of
from campaign.lib.long_answers import LongBody
from campaign.lib.watchdog import Watchdog
from campaign.lib.wsgi import WAITS_SINCE, Answer, WSGIApplication, ask

# The threads of this process, as deploy/gunicorn.conf.py says, and how many of them may work in
# Django at once. docs/decisions.md says what was measured.
THREADS = int(os.environ.get("WEB_THREADS", "4"))
AT_ONCE = 2
LONG_ANSWERS_AT_ONCE = 1
# How long the thread that refuses rests each time. A program that asks again at once would take the
# CPU from those who are served.
REFUSAL_SECONDS = 0.002


@dataclass(frozen=True)
class Kind:
    """How many seconds requests of a kind wait to get in, for their turn, and for the database.

    Those that wait to get in take the last free thread. A turn is waited for since the request came
    in. After `stuck_seconds` something is wrong that no limit on the database ends.
    """

    entry_seconds: float
    turn_seconds: float
    database_seconds: float
    stuck_seconds: float
    waits_for_locks: bool = True


PAGE = Kind(
    entry_seconds=0, turn_seconds=0.3, database_seconds=3, stuck_seconds=15, waits_for_locks=False
)
FORM = Kind(entry_seconds=0.5, turn_seconds=2, database_seconds=5, stuck_seconds=15)
# An organizer may upload a photo of 50 megapixels, or a sheet with every race.
ORGANIZER = Kind(entry_seconds=0.5, turn_seconds=3, database_seconds=14, stuck_seconds=30)


def kind_of(environ: dict[str, Any]) -> Kind:
    if environ.get("PATH_INFO", "").startswith(path_of("admin:index")):
        return ORGANIZER
    return PAGE if is_reading(environ) else FORM


def is_reading(environ: dict[str, Any]) -> bool:
    return environ["REQUEST_METHOD"] in READING


def needs_no_database(environ: dict[str, Any]) -> bool:
    path: str = environ.get("PATH_INFO", "")
    return path == path_of("healthz") or path.startswith(settings.STATIC_URL)


def take(places: threading.Semaphore, seconds: float, held: ExitStack) -> bool:
    """Take one of `places` until `held` closes; return False if none gets free in time."""
    is_taken = places.acquire(timeout=seconds)
    if is_taken:
        held.callback(places.release)
    return is_taken


class LimitedRequests:
    """A WSGI application that lets `application` answer only as much as it can."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application
        # Set from outside: whether it's known that the database doesn't answer.
        self.is_database_away: Callable[[], bool] = lambda: False
        self._present = threading.Semaphore(THREADS - 1)
        self._turns = threading.Semaphore(AT_ONCE)
        self._long_answers = threading.Semaphore(LONG_ANSWERS_AT_ONCE)
        # Where answers came in parts: we refuse another one before we begin with it.
        self._long_paths: set[str] = set()
        self._watchdog = Watchdog()
        self._refusal: Answer | None = None

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if needs_no_database(environ):
            return self.application(environ, start_response)
        kind, path = kind_of(environ), environ.get("PATH_INFO", "")
        with ExitStack() as held:
            is_known = path in self._long_paths
            if is_known and not take(self._long_answers, 0, held):
                return self._refuse(environ, start_response)
            has_turn = self._take_turn(kind, environ, held)
            if not has_turn and is_reading(environ):
                return self._refuse(environ, start_response)
            # A form that may not ask the database comes back at once, with what was typed.
            may_ask = has_turn and not self.is_database_away()
            with self._limits(kind, kind.database_seconds if may_ask else 0):
                answer = ask(self.application, environ)
            if not answer.is_long:
                return answer.send(environ, start_response)
            self._long_paths.add(path)
            if not is_known and not take(self._long_answers, 0, held):
                answer.close()
                return self._refuse(environ, start_response)
            limits = partial(self._limits, kind, kind.database_seconds)
            body = LongBody(answer.chunks, limits, held.pop_all())
            return answer._replace(chunks=body).send(environ, start_response)

    def _take_turn(self, kind: Kind, environ: dict[str, Any], held: ExitStack) -> bool:
        end = environ.get(WAITS_SINCE, time.monotonic()) + kind.turn_seconds
        if time.monotonic() > end or not take(self._present, kind.entry_seconds, held):
            return False
        return take(self._turns, max(0, end - time.monotonic()), held)

    @contextmanager
    def _limits(self, kind: Kind, database_seconds: float) -> Iterator[None]:
        with (
            self._watchdog.watch(kind.stuck_seconds),
            database_within(database_seconds, waits_for_locks=kind.waits_for_locks),
        ):
            yield

    def _refuse(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer with the page of BusyMiddleware, which is the same for everybody."""
        time.sleep(REFUSAL_SECONDS)
        refusal = self._refusal or self._made_refusal(environ)
        # Not a redirect to https, nor the page for a wrong host.
        if refusal.status.startswith("503"):
            self._refusal = refusal
        return refusal.send(environ, start_response)

    def _made_refusal(self, environ: dict[str, Any]) -> Answer:
        asked = {**environ, "REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": ""}
        asked |= {"HTTP_COOKIE": "", IS_BUSY: True}
        with database_within(0):
            return ask(self.application, asked).in_full()
