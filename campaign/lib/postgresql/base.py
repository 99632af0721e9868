"""Django's PostgreSQL backend, whose connections wait no longer than `database_wait` says."""

from __future__ import annotations

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


class BoundedConnection(psycopg.Connection[Any]):
    """A connection whose every wait ends, even if the server is frozen."""

    patience = database_wait.JOBS

    @classmethod
    def connect(cls, conninfo: str = "", **parameters: Any) -> BoundedConnection:
        with database_wait.counted() as left:
            if left <= 0:
                raise psycopg.OperationalError("The database took too long.")
            connection = super().connect(conninfo, **parameters)
            connection.patience = database_wait.patience()
            return connection

    def wait(self, gen: Any, *arguments: Any, **named: Any) -> Any:
        if arguments or named:  # psycopg has a limit of its own
            return super().wait(gen, *arguments, **named)
        with database_wait.counted() as left:
            if left <= 0:
                # Nothing was sent yet, so the connection is as good as before.
                raise psycopg.OperationalError("The database took too long.")
            seconds = min(left, self.patience.statement_seconds + GRACE_SECONDS)
            try:
                return super().wait(gen, timeout=seconds)
            except psycopg.OperationalError:
                # What the server refused has ended; what took too long has not.
                if self.info.transaction_status == TransactionStatus.ACTIVE:
                    with suppress(psycopg.Error):
                        self.cancel_safe(timeout=CANCEL_SECONDS)
                    self.close()
                raise


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

    def get_new_connection(self, conn_params: dict[str, Any]) -> BoundedConnection:
        self.isolation_level = IsolationLevel.READ_COMMITTED
        return BoundedConnection.connect(**conn_params)
