"""Which generation of pages is fresh: it ends when something public changes, or its time comes."""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from django.apps import apps
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from campaign.lib.cache.publications import stamps

LOOK_SECONDS = 1.0


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

    `current` is None as long as the database has not answered.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._looks_at = clock()
        self._looking = threading.Lock()
        self._seen: Current | None = None
        self.is_known = False

    def current(self) -> Current | None:
        """Return the generation as it was a second ago at most; None where nobody can tell."""
        if self._clock() >= self._looks_at and self._looking.acquire(blocking=False):
            try:
                self._looks_at = self._clock() + LOOK_SECONDS
                self._look()
            finally:
                self._looking.release()
        return self._seen if self.is_known else None

    def _look(self) -> None:
        for _connection in ("one that the database may have closed meanwhile", "a new one"):
            try:
                self._seen, self.is_known = self._read(), True
            except DatabaseError:
                connection.close()
            else:
                return
        self.is_known = False

    def _read(self) -> Current:
        # In this order: a change in between is seen by the next look.
        now, (pages, counts) = timezone.now(), stamps()
        seen = self._seen
        if seen is None or seen.pages != pages or now >= seen.until:
            return Current(pages, counts, next_change(now))
        return seen if seen.counts == counts else seen._replace(counts=counts)
