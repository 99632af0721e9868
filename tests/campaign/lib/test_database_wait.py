import math
from types import SimpleNamespace

import pytest
from django.db import connection

from campaign.lib import database_wait
from campaign.lib.database_wait import (
    JOBS,
    MIGRATIONS,
    REQUESTS,
    counted,
    database_within,
    migrate_patiently,
    patience,
)


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(database_wait, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


class TestDatabaseWithin:
    def test_counts_only_the_time_spent_waiting(self, clock):
        with database_within(3):
            clock[0] += 60
            with counted() as left:
                clock[0] += 2
            assert left == 3
            with counted() as left:
                assert left == 1
        with counted() as left:
            assert left == math.inf

    def test_holds_within_another(self, clock):
        with database_within(3):
            with database_within(10), counted() as left:
                assert left == 3
            with database_within(1), counted():
                clock[0] += 0.5
            with counted() as left:
                assert left == 2.5

    def test_makes_its_work_a_request(self):
        assert patience() == JOBS
        with database_within(3):
            assert patience() == REQUESTS


@pytest.mark.django_db
class TestMigratePatiently:
    def test_lets_an_index_take_long_and_a_lock_not(self):
        before = connection.connection.patience
        try:
            migrate_patiently("default")
            assert connection.connection.patience == MIGRATIONS
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT current_setting('statement_timeout'), current_setting('lock_timeout')"
                )
                assert cursor.fetchone() == ("1h", "5s")
        finally:
            connection.connection.patience = before
            connection.close()
