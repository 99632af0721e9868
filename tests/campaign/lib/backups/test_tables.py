from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection

from campaign.lib.backups import BackupError, NotAllowedError
from campaign.lib.backups.tables import (
    differences,
    left_out,
    require_empty_database,
    row_counts_of,
    scratch_database,
    snapshot,
)
from tests.factories import PersonFactory


def database_names() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return {name for (name,) in cursor.fetchall()}


class TestSnapshot:
    def test_counts_what_is_kept_at_one_moment(self, transactional_db: None) -> None:
        PersonFactory.create()
        with snapshot() as taken:
            assert taken.tables["public.candidates_person"] == 1
            assert {"public.limits_dailysalt", *left_out()}.isdisjoint(taken.tables)
            assert {"public.pledges_signature", "public.procrastinate_jobs"} <= taken.tables.keys()


class TestLeftOut:
    def test_names_tables_that_exist(self, db: None) -> None:
        assert len(left_out()) == len(settings.BACKUP_LEAVES_OUT)
        assert {name.removeprefix("public.") for name in left_out()} <= set(
            connection.introspection.table_names()
        )


class TestDifferences:
    def test_says_which_table_has_how_many_rows(self) -> None:
        assert differences({"a": 1, "b": 2}, {"a": 1, "b": 2}) == []
        assert differences({"a": 1, "b": 2}, {"a": 3, "c": 4}) == [
            "a has 3 rows, and the backup 1.",
            "b has no rows, and the backup 2.",
            "c has 4 rows, and the backup none.",
        ]


class TestScratchDatabase:
    def test_is_empty_and_goes_with_the_block(self, transactional_db: None) -> None:
        # Tests beside this one make and drop databases of their own.
        before = database_names()
        with scratch_database() as name:
            assert name in database_names() - before
            assert row_counts_of(name) == {}
        assert name not in database_names()

    def test_needs_a_role_that_may_create_one(self, transactional_db: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE pg_database_owner")
        with pytest.raises(NotAllowedError, match="CREATEDB"), scratch_database():
            pass
        connection.close()


class TestRequireEmptyDatabase:
    def test_refuses_ours(self, db: None) -> None:
        with pytest.raises(BackupError, match="isn't empty"):
            require_empty_database()
