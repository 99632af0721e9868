from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest

from campaign.devserver import memory_tablespace
from campaign.devserver.embedded_postgres import SHORT_FOLDER
from campaign.devserver.memory_tablespace import databases_in_memory
from tests.campaign.devserver.conftest import Server

TABLESPACE_OF_MADE = """
    SELECT spcname FROM pg_database JOIN pg_tablespace ON dattablespace = pg_tablespace.oid
    WHERE datname = 'made'"""


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder that stands for the machine's memory."""
    folder = Path(tempfile.mkdtemp(dir=SHORT_FOLDER))
    folder.chmod(0o711)
    monkeypatch.setattr(memory_tablespace, "SHARED_MEMORY", folder)
    monkeypatch.setattr(memory_tablespace, "NEEDED_BYTES", 1)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def superuser(server: Server) -> Iterator[psycopg.Connection]:
    with server.postgres.connect() as connection:
        yield connection


def in_memory(server: Server, superuser: psycopg.Connection) -> AbstractContextManager[None]:
    return databases_in_memory(superuser, server.postgres.account, "tests")


class TestDatabasesInMemory:
    def test_gives_the_sites_role_room_until_it_ends(
        self, memory: Path, server: Server, superuser: psycopg.Connection
    ) -> None:
        with in_memory(server, superuser):
            with server.connect() as connection:
                connection.execute("CREATE DATABASE made TABLESPACE memory")
            assert list(memory.glob("tests-*/PG_*/*/PG_VERSION"))
        assert list(memory.iterdir()) == []
        assert server.value("SELECT count(*) FROM pg_database WHERE datname = 'made'") == 0

    def test_keeps_other_accounts_out(
        self, memory: Path, server: Server, superuser: psycopg.Connection
    ) -> None:
        with in_memory(server, superuser):
            (folder,) = memory.iterdir()
            assert folder.stat().st_mode & 0o777 == 0o700
            assert folder.stat().st_uid == server.postgres.account.uid

    def test_drops_what_a_killed_run_left(
        self, memory: Path, server: Server, superuser: psycopg.Connection
    ) -> None:
        killed = in_memory(server, superuser)
        killed.__enter__()
        superuser.execute("CREATE DATABASE made TABLESPACE memory")
        with in_memory(server, superuser):
            assert len(list(memory.iterdir())) == 1
            assert superuser.execute(TABLESPACE_OF_MADE).fetchall() == []

    def test_does_without_where_there_is_too_little(
        self,
        memory: Path,
        server: Server,
        superuser: psycopg.Connection,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(memory_tablespace, "NEEDED_BYTES", 10**18)
        with in_memory(server, superuser):
            query = "SELECT count(*) FROM pg_tablespace WHERE spcname = 'memory'"
            assert server.value(query) == 0
        assert list(memory.iterdir()) == []


class TestWasLost:
    def test_starts_over_when_the_machine_was_restarted(
        self, memory: Path, server: Server, superuser: psycopg.Connection
    ) -> None:
        killed = in_memory(server, superuser)
        killed.__enter__()
        superuser.execute("CREATE DATABASE made TABLESPACE memory")
        os.kill(server.process_id, signal.SIGKILL)
        assert server.child
        server.child.stop()
        for folder in memory.iterdir():
            shutil.rmtree(folder)
        server.start()
        assert server.value("SELECT count(*) FROM pg_database WHERE datname = 'made'") == 0
