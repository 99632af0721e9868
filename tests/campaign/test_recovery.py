"""The short form of `make restore-drill`: recovery to the moment before a mistake."""

from __future__ import annotations

from pathlib import Path

import psycopg

from campaign.devserver.embedded_postgres import EmbeddedPostgres
from campaign.devserver.state_folder import CHECKOUT
from tests.recovery import ARCHIVE_COMMAND, RESTORE_COMMAND, Archive, value

SIGNED = "SELECT count(*) FROM signed"


def test_archives_as_the_manual_says() -> None:
    manual = (CHECKOUT / "docs" / "operations.md").read_text()
    for command in (ARCHIVE_COMMAND, RESTORE_COMMAND):
        assert command.format("/var/lib/postgresql/archive") in manual


def test_brings_back_a_table_as_it_was_before_somebody_dropped_it(tmp_path: Path) -> None:
    postgres = EmbeddedPostgres(tmp_path / "first", is_durable=False)
    server = postgres.prepare()
    with Archive(tmp_path / "base") as archive:
        try:
            archive.keep(server, postgres)
            with psycopg.connect(postgres.variables()["DATABASE_URL"], autocommit=True) as site:
                site.execute("CREATE TABLE signed AS SELECT generate_series(1, 100)")
                moment = str(value(site, "SELECT clock_timestamp()"))
                site.execute("INSERT INTO signed VALUES (101)")
                site.execute("DROP TABLE signed")
            archive.complete(postgres)
        finally:
            server.stop()
            postgres.remove_socket()
        again, url = archive.recovered(tmp_path / "second", moment, is_durable=False)
        try:
            with psycopg.connect(url) as site:
                assert value(site, SIGNED) == 100
        finally:
            again.stop()
            EmbeddedPostgres(tmp_path / "second").remove_socket()
