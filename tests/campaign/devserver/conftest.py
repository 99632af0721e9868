"""A PostgreSQL of the tests' own, one for each module."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from campaign.devserver.embedded_postgres import EmbeddedPostgres
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
