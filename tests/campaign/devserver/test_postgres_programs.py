import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from campaign.devserver import postgres_programs
from campaign.devserver.embedded_postgres import EmbeddedPostgres
from campaign.devserver.postgres_programs import copied_packages
from campaign.lib.processes import Child, StopSignals


@dataclass
class Server:
    """A server of the tests, which they may stop and start again."""

    folder: Path
    child: Child | None = None

    @property
    def postgres(self) -> EmbeddedPostgres:
        return EmbeddedPostgres(self.folder, is_durable=False)

    @property
    def process_id(self) -> int:
        assert self.child
        assert self.child.process
        return self.child.process.pid

    def start(self) -> None:
        self.child = self.postgres.prepare()
        self.child.start()
        self.postgres.wait_until_ready(self.child, StopSignals())

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(self.postgres.variables()["DATABASE_URL"], autocommit=True)

    def value(self, query: str) -> object:
        with self.connect() as connection:
            row = connection.execute(query).fetchone()
        assert row
        return row[0]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("server") / "postgres")
    server.start()
    yield server
    assert server.child
    server.child.stop()
    server.postgres.remove_socket()


class TestCopiedPackages:
    def test_is_complete_readable_and_made_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(postgres_programs, "CACHE_FOR_ROOT", tmp_path / "cache")
        packages = postgres_programs.postgres_programs().parents[2]
        (tmp_path / "cache" / "new-half").mkdir(parents=True)
        mask = os.umask(0o077)
        try:
            copy = copied_packages(packages)
        finally:
            os.umask(mask)
        installation = copy / postgres_programs.INSTALLATION
        assert (installation / "bin" / "postgres").stat().st_mode & 0o777 == 0o755
        assert (installation / "share").stat().st_mode & 0o005 == 0o005
        assert [path.name for path in copy.parent.iterdir()].count("new-half") == 0
        made = copy.stat().st_ino
        assert copied_packages(packages).stat().st_ino == made
