"""Point-in-time recovery as docs/operations.md does it, with the embedded PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

from campaign.devserver.embedded_postgres import SHORT_FOLDER, SUPERUSER, EmbeddedPostgres
from campaign.devserver.postgres_database import DATABASE, database_url
from campaign.devserver.postgres_programs import postgres_programs
from campaign.lib.processes import Child, StopSignals
from tests.campaign.devserver.sites import wait_for

# As in docs/operations.md, with their folder. Only a whole file gets its name.
ARCHIVE_COMMAND = "test ! -f {0}/%f.gz && gzip < %p > {0}/new && mv {0}/new {0}/%f.gz"
RESTORE_COMMAND = "gunzip < {0}/%f.gz > %p"
LAST = "SELECT last_archived_wal FROM pg_stat_archiver"


class Archive:
    """A base backup of a server, in `base`, and its write-ahead log since, elsewhere."""

    def __init__(self, base: Path) -> None:
        self.base = base
        # The server may be another account, which can't enter our own folders.
        self.log = Path(tempfile.mkdtemp(prefix="nnn-", dir=SHORT_FOLDER))

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_error: object) -> None:
        shutil.rmtree(self.log)

    def keep(self, server: Child, postgres: EmbeddedPostgres) -> None:
        """Start `server`, which is stopped, so that it archives its log, and copy it."""
        give(self.log, postgres)
        server.command = [
            *server.command,
            *("-c", "archive_mode=on"),
            *("-c", f"archive_command={ARCHIVE_COMMAND.format(self.log)}"),
        ]
        with (postgres.data / "pg_hba.conf").open("a") as rules:
            rules.write("local replication all peer map=starter\n")
        server.start()
        postgres.wait_until_ready(server, StopSignals())
        address = database_url(postgres.socket.readlink(), SUPERUSER, DATABASE)
        subprocess.run(
            [
                *(postgres_programs() / "pg_basebackup", f"--dbname={address}"),
                *(f"--pgdata={self.base}", "--checkpoint=fast"),
            ],
            check=True,
        )

    def complete(self, postgres: EmbeddedPostgres) -> None:
        """Wait until the archive has everything up to now."""
        address = database_url(postgres.socket.readlink(), SUPERUSER, DATABASE)
        with psycopg.connect(address, autocommit=True) as connection:
            name = value(connection, "SELECT pg_walfile_name(pg_switch_wal())")
            wait_for(lambda: str(value(connection, LAST) or "") >= str(name), "the archive")

    def recovered(self, folder: Path, moment: str, *, is_durable: bool) -> tuple[Child, str]:
        """Start a server in `folder` whose data is as it was at `moment`.

        Return its process, which the caller stops, and the URL of the database.
        """
        postgres = EmbeddedPostgres(folder, is_durable=is_durable)
        folder.mkdir(parents=True)
        self.base.rename(postgres.data)
        (postgres.data / "recovery.signal").touch()
        give(postgres.data, postgres)
        server = postgres.prepare()
        server.command = [
            *server.command,
            *("-c", f"restore_command={RESTORE_COMMAND.format(self.log)}"),
            *("-c", f"recovery_target_time={moment}"),
            *("-c", "recovery_target_action=promote"),
        ]
        server.start()
        postgres.wait_until_ready(server, StopSignals())
        url = postgres.variables()["DATABASE_URL"]
        with psycopg.connect(url, autocommit=True) as connection:
            wait_for(lambda: not value(connection, "SELECT pg_is_in_recovery()"), "the recovery")
        return server, url


def value(connection: psycopg.Connection, query: str) -> object:
    row = connection.execute(query).fetchone()
    assert row
    return row[0]


def give(folder: Path, postgres: EmbeddedPostgres) -> None:
    """Let `folder` belong to the account of the server, which is another one if we are root."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, postgres.account.uid, postgres.account.gid, follow_symlinks=False)
