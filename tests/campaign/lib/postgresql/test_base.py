import os
import signal
import socket
import time
from contextlib import contextmanager
from functools import partial

import psycopg
import pytest
from django.db import OperationalError, connection

from campaign.lib import database_wait
from campaign.lib.database_wait import JOBS, REQUESTS, database_within
from campaign.lib.postgresql import base
from campaign.lib.postgresql.base import BoundedConnection


@pytest.fixture
def other(db):
    """Return a connection of its own, outside the transaction of the test."""
    made = connection.copy()
    yield made
    made.close()


def ask(made, statement, *parameters):
    with made.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()[0]


@contextmanager
def frozen(made):
    """Freeze the process of the server that works for a connection."""
    process = ask(made, "SELECT pg_backend_pid()")
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


class TestBoundedConnection:
    def test_ends_a_slow_statement_here_and_on_the_server(self, other):
        process = ask(other, "SELECT pg_backend_pid()")
        with database_within(0.1), pytest.raises(OperationalError):
            ask(other, "SELECT pg_sleep(60)")
        other.close()
        with other.cursor() as cursor:
            cursor.execute("SELECT state FROM pg_stat_activity WHERE pid = %s", [process])
            assert cursor.fetchone() in {None, ("idle",)}

    def test_ends_the_wait_for_a_lock(self, other):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(13)")
        with database_within(0.1), pytest.raises(OperationalError):
            ask(other, "SELECT pg_advisory_xact_lock(13)")

    def test_ends_the_wait_for_a_server_that_is_frozen(self, other):
        with frozen(other), database_within(0.1):
            for _time in range(2):  # the second time it would open another connection
                with pytest.raises(OperationalError):
                    ask(other, "SELECT 1")
                other.close()
        assert ask(other, "SELECT 1") == 1

    def test_ends_the_wait_of_work_that_nobody_waits_for_too(self, other, monkeypatch):
        with frozen(other):
            monkeypatch.setattr(base, "GRACE_SECONDS", 0.1 - JOBS.statement_seconds)
            with pytest.raises(OperationalError):
                ask(other, "SELECT 1")

    def test_connects_no_longer_than_somebody_waits(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            host, port = silent.getsockname()
            started = time.monotonic()
            with database_within(0.1), pytest.raises(psycopg.OperationalError):
                BoundedConnection.connect(host=host, port=port, connect_timeout=60)
        assert time.monotonic() - started < 30

    def test_notices_a_frozen_server_long_before_the_limit(self, other, monkeypatch):
        monkeypatch.setattr(base, "CHECKUP_SECONDS", 0.1)
        with socket.create_server(("127.0.0.1", 0)) as silent:
            host, port = silent.getsockname()
            connect = partial(BoundedConnection.connect, host=host, port=port)
            with frozen(other), database_within(60):
                monkeypatch.setattr(other.connection, "connect", lambda **_address: connect())
                started = time.monotonic()
                with pytest.raises(OperationalError):
                    ask(other, "SELECT 1")
                assert database_wait.seconds_left() <= 0
        assert time.monotonic() - started < 30

    def test_lets_a_server_that_answers_others_take_its_time(self, other):
        with database_within(60):
            assert ask(other, "SELECT 1 FROM pg_sleep(0.5)") == 1

    def test_waits_for_locks_only_where_the_work_does(self, other):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(13)")
        lock = "SELECT pg_advisory_xact_lock(13)"
        with database_within(60, waits_for_locks=False):
            with pytest.raises(OperationalError, match="being changed"):
                ask(other, lock)
            other.close()
            ask(other, "SELECT set_config('lock_timeout', '500ms', false)")
        with database_within(60), pytest.raises(OperationalError, match="lock timeout"):
            ask(other, lock)

    def test_leaves_a_connection_open_that_nothing_was_asked_of(self, other):
        process = ask(other, "SELECT pg_backend_pid()")
        with database_within(0), pytest.raises(OperationalError):
            ask(other, "SELECT 1")
        assert ask(other, "SELECT pg_backend_pid()") == process

    def test_leaves_everything_else_as_it_was(self, other):
        with database_within(10):
            assert ask(other, "SELECT 1") == 1
            with pytest.raises(Exception, match="no_such_table"):
                ask(other, "SELECT * FROM no_such_table")
            ask(other, "SELECT set_config('statement_timeout', '10', false)")
            with pytest.raises(OperationalError, match="statement timeout"):
                ask(other, "SELECT pg_sleep(60)")
            assert other.is_usable()


class TestDatabaseWrapper:
    def test_knows_without_asking_that_nothing_ended_its_connection(self, other):
        ask(other, "SELECT 1")
        with frozen(other), database_within(0.1):
            assert other.is_usable()

    def test_notices_that_the_server_ended_its_connection(self, other):
        process = ask(other, "SELECT pg_backend_pid()")
        ask(connection, "SELECT pg_terminate_backend(%s, 5000)", process)
        assert not other.is_usable()

    def test_takes_what_the_server_said_meanwhile_for_no_end(self, other):
        ask(other, "SELECT 1")
        with other.cursor() as cursor:
            cursor.execute("LISTEN meanwhile")
        another = connection.copy()
        with another.cursor() as cursor:
            cursor.execute("NOTIFY meanwhile")
        another.close()
        assert other.is_usable()

    def test_is_not_usable_before_it_connects_or_after_it_was_closed(self, other):
        assert not other.is_usable()
        ask(other, "SELECT 1")
        other.connection.close()
        assert not other.is_usable()

    def test_has_the_server_end_what_takes_too_long_for_its_kind_of_work(self, other):
        def limits(made) -> list[str]:
            names = ("statement_timeout", "lock_timeout")
            return [ask(made, "SELECT current_setting(%s)", name) for name in names]

        assert limits(other) == ["15min", "1min"]
        other.close()
        with database_within(10):
            assert limits(other) == ["14s", "10s"]
        assert other.connection.patience == REQUESTS

    def test_keeps_the_options_of_the_address(self):
        made = connection.copy()
        options = {**made.settings_dict["OPTIONS"], "options": "-c work_mem=8MB"}
        made.settings_dict = {**made.settings_dict, "OPTIONS": options}
        assert made.get_connection_params()["options"].startswith("-c work_mem=8MB -c statement_")
