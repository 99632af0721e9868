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
def database_within(seconds: float) -> Iterator[None]:
    """Let this thread wait for the database for so long in all, then raise OperationalError.

    Only waiting counts, not what is done in between. An outer limit holds too.
    """
    outer = _left()
    _thread.left = granted = min(seconds, outer)
    try:
        yield
    finally:
        _thread.left = outer - (granted - _left())


@contextmanager
def counted() -> Iterator[float]:
    """Take what the block takes off what this thread has left, which it gives."""
    started = time.monotonic()
    try:
        yield _left()
    finally:
        _thread.left = _left() - (time.monotonic() - started)


def _left() -> float:
    left: float = getattr(_thread, "left", math.inf)
    return left


def patience() -> Patience:
    """Return how long a connection that this thread opens waits."""
    return JOBS if _left() == math.inf else REQUESTS


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
