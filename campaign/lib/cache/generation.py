"""Which generation of pages is fresh: it ends when something public changes, or its time comes."""

from __future__ import annotations

import datetime
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from django.apps import apps
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from campaign.lib.cache.publications import stamps
from campaign.lib.database_wait import database_within

LOOK_SECONDS = 1.0
# How long the visitor whose request looks may wait for that.
PATIENCE_SECONDS = 0.5
AWAY_SINCE = "campaign.away_since"  # since when no page can be renewed, as a request carries it
FACTS = "campaign.facts"  # what `kept_fact` keeps, as a request carries it
Fact = TypeVar("Fact")
logger = logging.getLogger(__name__)


class Current(NamedTuple):
    """A generation: what was committed, and until when the clock changes nothing."""

    pages: int
    counts: int
    until: datetime.datetime

    def is_of(self, other: Current | None, *, shows_counts: bool) -> bool:
        """Say whether a page made in the generation `other` is fresh."""
        if other is None or (self.pages, self.until) != (other.pages, other.until):
            return False
        return self.counts == other.counts or not shows_counts


def kept_fact(request: HttpRequest, name: str, read: Callable[[], Fact]) -> Fact:
    """Return what `read` returns, read once for all pages of a generation.

    It's kept for as long as nothing public but signatures changes. A request that didn't come
    through finished pages keeps it to itself.
    """
    facts: dict[str, Any] = request.META.setdefault(FACTS, {})
    if name not in facts:
        facts[name] = read()
    fact: Fact = facts[name]
    return fact


def next_change(now: datetime.datetime) -> datetime.datetime:
    """Return when a page will read differently although nobody changes anything.

    That's at midnight, and when an app says so: its AppConfig may have `next_change(now)`, which
    returns a moment after `now`, or None.
    """
    tomorrow = timezone.localdate(now) + datetime.timedelta(days=1)
    moments = [timezone.make_aware(datetime.datetime.combine(tomorrow, datetime.time.min))]
    for config in apps.get_app_configs():
        moment = getattr(config, "next_change", lambda now: None)(now)
        moments += [moment] if moment else []
    return min(moments)


class Generation:
    """What the database says of it, asked once a second at most, by one thread for all.

    `current` is None as long as the database has not answered; `away_since` is when it stopped.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._looks_at = clock()
        self._looking = threading.Lock()
        self._seen: Current | None = None
        self._is_known = False
        self.away_since: datetime.datetime | None = None

    def current(self) -> Current | None:
        """Return the generation as it was a second ago at most; None where nobody can tell."""
        if self._clock() >= self._looks_at and self._looking.acquire(blocking=False):
            self._looks_at = self._clock() + LOOK_SECONDS
            # Connecting can take longer than anybody should wait: that's for the background.
            is_connected = connection.connection is not None or not self._is_known
            if is_connected and self._look():
                self._looking.release()
            else:
                threading.Thread(target=self._look_again, daemon=True).start()
                if not is_connected and self._looking.acquire(timeout=PATIENCE_SECONDS):
                    self._looking.release()
        return self._seen if self._is_known else None

    def _look_again(self) -> None:
        """Look until the database answers, so that no visitor has to wait while looking."""
        while not self._look():
            time.sleep(LOOK_SECONDS)
        connection.close()
        self._looking.release()

    def _look(self) -> bool:
        """Ask the database; return False if it's away."""
        started = time.monotonic()
        for _connection in ("one that the database may have closed since", "a new one"):
            try:
                with database_within(PATIENCE_SECONDS):
                    self._seen = self._read()
            except DatabaseError as error:
                failure = error
                connection.close()
                if time.monotonic() > started + PATIENCE_SECONDS:
                    break
            except Exception:  # a bug of an app: pages are made each time until it is fixed
                logger.exception("Nobody can tell which finished pages are fresh.")
                self._is_known, self.away_since = False, None
                return True
            else:
                self._is_known, self.away_since = True, None
                return True
        self._is_known = False
        if self.away_since is None:
            logger.error("Finished pages stay as they are: %s", type(failure).__name__)
            self.away_since = timezone.now()
        return False

    def _read(self) -> Current:
        # In this order: a change in between is seen by the next look.
        now, (pages, counts) = timezone.now(), stamps()
        seen = self._seen
        if seen is None or seen.pages != pages or now >= seen.until:
            return Current(pages, counts, next_change(now))
        return seen if seen.counts == counts else seen._replace(counts=counts)
