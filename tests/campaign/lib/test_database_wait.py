import os
import signal

import pytest
from django.db import OperationalError, connection

from campaign.lib.database_wait import database_within


@pytest.fixture
def other(db):
    """Return a connection of its own, outside the transaction of the test."""
    made = connection.copy()
    yield made
    made.close()


def ask(made, statement):
    with made.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


class TestDatabaseWithin:
    def test_ends_a_slow_statement_here_and_on_the_server(self, other):
        process = ask(other, "SELECT pg_backend_pid()")
        with database_within(0.1), pytest.raises(OperationalError):
            ask(other, "SELECT pg_sleep(60)")
        other.close()
        with other.cursor() as cursor:
            cursor.execute("SELECT state FROM pg_stat_activity WHERE pid = %s", [process])
            assert cursor.fetchone() in {None, ("idle",)}

    def test_ends_the_wait_for_a_server_that_is_frozen(self, other):
        process = ask(other, "SELECT pg_backend_pid()")
        os.kill(process, signal.SIGSTOP)
        try:
            with database_within(0.1):
                for _time in range(2):  # the second time it would open another connection
                    with pytest.raises(OperationalError):
                        ask(other, "SELECT 1")
                    other.close()
        finally:
            os.kill(process, signal.SIGCONT)
        assert ask(other, "SELECT 1") == 1

    def test_leaves_everything_else_as_it_was(self, other):
        with database_within(10):
            assert ask(other, "SELECT 1") == 1
            with pytest.raises(Exception, match="no_such_table"):
                ask(other, "SELECT * FROM no_such_table")
        assert ask(other, "SELECT 2") == 2
