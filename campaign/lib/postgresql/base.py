"""Django's PostgreSQL backend, whose connections wait no longer than `database_wait` says."""

from __future__ import annotations

import math
import select
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg import IsolationLevel
from psycopg.pq import TransactionStatus

from campaign.lib import database_wait

# How long the server may take to hear that nobody waits for a statement any more.
CANCEL_SECONDS = 0.25
# The server ends a slow statement itself, and says so. If it doesn't, it's frozen.
GRACE_SECONDS = 2
# How long somebody who waits for an answer waits for a connection. psycopg's least are two seconds.
CONNECT_SECONDS = 0.9
# After so long without an answer, a new connection asks how the server is, and may take so long.
SUSPICIOUS_SECONDS, CHECKUP_SECONDS = 0.3, 0.5
BLOCKED = "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s"


class TooLate(psycopg.OperationalError):
    """The database didn't answer in time, not even to refuse."""


class BoundedConnection(psycopg.Connection[Any]):
    """A connection whose every wait ends, even if the server is frozen."""

    patience = database_wait.JOBS

    @classmethod
    def connect(cls, conninfo: str = "", **parameters: Any) -> BoundedConnection:
        with database_wait.counted() as left:
            if left <= 0:
                raise TooLate
            connection = super().connect(conninfo, **parameters)
            connection.patience = database_wait.patience()
            return connection

    @classmethod
    def _connect_gen(cls, conninfo: str = "") -> Any:
        left = database_wait.seconds_left()
        end = time.monotonic() + (left if left == math.inf else min(left, CONNECT_SECONDS))

        def look() -> None:
            if time.monotonic() > end:
                database_wait.give_up()
                raise TooLate

        return _looking(super()._connect_gen(conninfo), look)

    def wait(self, gen: Any, *arguments: Any, **named: Any) -> Any:
        if arguments or named:  # psycopg has a limit of its own
            return super().wait(gen, *arguments, **named)
        with database_wait.counted() as left:
            if left <= 0:
                # Nothing was sent yet, so the connection is as good as before.
                raise TooLate
            if SUSPICIOUS_SECONDS + CHECKUP_SECONDS < left < math.inf:
                gen = _looking(gen, self._suspicion())
            try:
                seconds = self.patience.statement_seconds + GRACE_SECONDS
                return super().wait(gen, timeout=min(left, seconds))
            except psycopg.OperationalError as error:
                # What the server refused has ended; what took too long has not.
                if self.info.transaction_status == TransactionStatus.ACTIVE:
                    if not isinstance(error, TooLate):
                        with suppress(psycopg.Error):
                            self.cancel_safe(timeout=CANCEL_SECONDS)
                    self.close()
                raise

    def _suspicion(self) -> Callable[[], None]:
        """Return what to call while nothing comes: it looks once what the reason is."""
        look_at = time.monotonic() + SUSPICIOUS_SECONDS

        def look() -> None:
            nonlocal look_at
            if time.monotonic() > look_at:
                look_at = math.inf
                try:
                    is_hopeless = self._is_blocked() and not database_wait.may_wait_for_locks()
                except TooLate:
                    database_wait.give_up()  # Django would connect again, to no use.
                    raise
                if is_hopeless:
                    raise psycopg.errors.LockNotAvailable("Something else is being changed.")

        return look

    def _is_blocked(self) -> bool:
        """Say whether the server waits for a lock. Raise TooLate if it's frozen."""
        address = {**self.info.get_parameters(), "password": self.info.password}
        try:
            with database_wait.database_within(CHECKUP_SECONDS), self.connect(**address) as another:
                row = another.execute(BLOCKED, [self.info.backend_pid]).fetchone()
        except TooLate:
            raise
        except psycopg.Error:  # It's alive enough to refuse.
            return False
        return bool(row and row[0])


def _looking(gen: Any, look: Callable[[], None]) -> Generator[Any, Any, Any]:
    """Do as `gen` does, and call `look` whenever nothing came for a tenth of a second."""
    try:
        state = next(gen)
        while True:
            ready = yield state
            if not ready:
                look()
            state = gen.send(ready)
    except StopIteration as end:
        return end.value


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        """Return what to connect with: the server's own limits for this kind of work, too."""
        parameters: dict[str, Any] = super().get_connection_params()
        limits = database_wait.patience()
        options = (
            parameters.get("options", ""),
            f"-c statement_timeout={limits.statement_seconds}s",
            f"-c lock_timeout={limits.lock_seconds}s",
        )
        return {**parameters, "options": " ".join(filter(None, options))}

    def is_usable(self) -> bool:
        """Say whether the server still answers. We ask only if something came while nobody asked.

        A server that ends a connection says so, which a request finds waiting on the socket.
        """
        if self.connection is not None and not self.connection.closed:
            socket = select.poll()
            socket.register(self.connection.fileno(), select.POLLIN)
            if not socket.poll(0):
                return True
        return bool(super().is_usable())

    def get_new_connection(self, conn_params: dict[str, Any]) -> BoundedConnection:
        self.isolation_level = IsolationLevel.READ_COMMITTED
        return BoundedConnection.connect(**conn_params)
