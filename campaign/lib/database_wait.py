"""How long work waits for the database. Every wait has an end.

A request may wait for so many seconds in all (`database_within`), and the rest for so many seconds
per statement and per lock. PostgreSQL ends a slow statement itself; `campaign.lib.postgresql` ends
the wait for a server that is frozen.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections


@dataclass(frozen=True)
class Patience:
    """How many seconds a statement may take, and how many of them it may wait for a lock."""

    statement_seconds: int
    lock_seconds: int


# Somebody waits for the answer. How long they do is up to `database_within`, which is shorter.
REQUESTS = Patience(statement_seconds=14, lock_seconds=10)
# Recounting a million signatures takes minutes. A job that finds a lock runs again later.
JOBS = Patience(statement_seconds=900, lock_seconds=60)
# Visitors queue behind a migration that waits for a lock, so it gives up first. An index takes
# long.
MIGRATIONS = Patience(statement_seconds=3600, lock_seconds=5)

_thread = threading.local()


@contextmanager
def database_within(seconds: float, *, waits_for_locks: bool = True) -> Iterator[None]:
    """Let this thread wait for the database for so long in all, then raise OperationalError.

    Only waiting counts, not what is done in between. An outer limit holds too. A frozen server is
    noticed sooner, and so is a lock, unless the work `waits_for_locks`.
    """
    outer, outer_waits = seconds_left(), may_wait_for_locks()
    _thread.left = granted = min(seconds, outer)
    _thread.waits_for_locks = outer_waits and waits_for_locks
    try:
        yield
    finally:
        _thread.left = outer - (granted - seconds_left())
        _thread.waits_for_locks = outer_waits


@contextmanager
def counted() -> Iterator[float]:
    """Take what the block takes off what this thread has left, which it gives."""
    started = time.monotonic()
    try:
        yield seconds_left()
    finally:
        _thread.left = seconds_left() - (time.monotonic() - started)


def seconds_left() -> float:
    """Return how long this thread may still wait."""
    left: float = getattr(_thread, "left", math.inf)
    return left


def give_up() -> None:
    """Let this thread wait no more until the limit that holds now ends."""
    _thread.left = 0


def may_wait_for_locks() -> bool:
    """Say whether this thread waits for others to finish a change, for as long as it may."""
    return bool(getattr(_thread, "waits_for_locks", True))


def patience() -> Patience:
    """Return how long a connection that this thread opens waits."""
    return JOBS if seconds_left() == math.inf else REQUESTS


def migrate_patiently(using: str, **_signal: Any) -> None:
    """Give the connection of `migrate` the time it needs: see `pre_migrate`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, false),"
            " set_config('lock_timeout', %s, false)",
            [f"{MIGRATIONS.statement_seconds}s", f"{MIGRATIONS.lock_seconds}s"],
        )
    connection.connection.patience = MIGRATIONS
