"""Waiting for the database has an end where somebody waits for a page.

The server's own timeouts end a slow statement; nothing but this ends the wait for a server that is
frozen, or for a lock.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from django.db import OperationalError

# How long the server may take to hear that nobody waits for a statement any more.
CANCEL_SECONDS = 0.25
_thread = threading.local()


@contextmanager
def database_within(seconds: float) -> Iterator[None]:
    """Let the database answer this thread within so many seconds, or raise OperationalError."""
    _thread.deadline = time.monotonic() + seconds
    try:
        yield
    finally:
        _thread.deadline = None


def deadline() -> float:
    """Return until when this thread waits, by time.monotonic."""
    return getattr(_thread, "deadline", None) or math.inf


def bound_waiting(connection: Any, **_signal: Any) -> None:
    """Have a connection that was just opened heed `database_within`: see `connection_created`."""
    driver: psycopg.Connection = connection.connection
    wait, connect = driver.wait, type(connection).get_new_connection

    def wait_until_deadline(generator: Any, *args: Any, **kwargs: Any) -> Any:
        if deadline() == math.inf:
            return wait(generator, *args, **kwargs)
        try:
            return wait(generator, timeout=max(0.0, deadline() - time.monotonic()))
        except psycopg.OperationalError:
            if time.monotonic() >= deadline():
                with suppress(psycopg.Error):
                    driver.cancel_safe(timeout=CANCEL_SECONDS)
                driver.close()
            raise

    def connect_before_deadline(parameters: dict[str, Any]) -> Any:
        if time.monotonic() >= deadline():
            raise OperationalError("The database took too long.")
        return connect(connection, parameters)

    vars(driver)["wait"] = wait_until_deadline
    # Django opens a new connection in the place of one that doesn't answer.
    vars(connection)["get_new_connection"] = connect_before_deadline
