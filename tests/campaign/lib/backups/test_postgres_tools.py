from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from campaign.lib.backups import BackupError
from campaign.lib.backups.postgres_tools import (
    _address,
    dump,
    major_version,
    program,
    restoration,
)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with an old pg_dump, the first of three on the PATH. The second is empty."""
    for name, version in (("old", "15.18 (Debian 15.18-0+deb12u1)"), ("new", "18.1")):
        path = tmp_path / name / "pg_dump"
        path.parent.mkdir()
        path.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}'\n")
        path.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}/old:{tmp_path}/none:{tmp_path}/new:/bin")
    return tmp_path


class TestProgram:
    def test_is_at_least_as_new_as_the_server(self, tools: Path) -> None:
        assert program("pg_dump", 15) == str(tools / "old" / "pg_dump")
        assert program("pg_dump", 16) == str(tools / "new" / "pg_dump")

    def test_says_what_to_install(self, tools: Path) -> None:
        with pytest.raises(BackupError, match="install postgresql-client-19"):
            program("pg_dump", 19)


class TestAddress:
    def test_has_our_settings_alone_and_no_password(
        self, db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(connection.settings_dict, "PASSWORD", "a secret")
        address, environment = _address("other")
        # libpq 18 has settings of its own that pg_dump 15 doesn't know.
        names = {"dbname", "user", "host", "connect_timeout"}
        assert names <= conninfo_to_dict(address).keys() <= {*names, "port"}
        assert environment["PGPASSWORD"] == "a secret"


class TestDump:
    def test_says_what_failed(self, transactional_db: None) -> None:
        with pytest.raises(BackupError, match=r"pg_dump: error: .*snapshot"):
            list(dump("none", []))


class TestRestoration:
    def test_says_what_failed_and_quotes_no_row(self, transactional_db: None) -> None:
        name = connection.settings_dict["NAME"]
        with (
            pytest.raises(BackupError, match="pg_restore: error: input file") as raised,
            restoration(name, major_version()) as running,
        ):
            running.write(b"ana@example.org" * 100_000)
        assert "ana@" not in str(raised.value)
