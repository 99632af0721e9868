"""Room in memory for databases that tests throw away.

A database has 1,500 files. On ext4, each new file takes longer the more files were removed during
the last minutes. So after a few hundred copies, a copy on disk takes a second, and one in memory
takes a twentieth of that.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from campaign.devserver.postgres_database import ROLE
from campaign.lib.processes import Account

TABLESPACE = "memory"
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 (what is made in it has a random name)
NEEDED_BYTES = 2_000_000_000


@contextlib.contextmanager
def databases_in_memory(server: psycopg.Connection, account: Account, name: str) -> Iterator[None]:
    """Give the server, which runs as `account`, a tablespace in a folder called `name`-something.

    Nothing where memory isn't a folder, or has too little room. `server` is a superuser's
    connection.
    """
    drop_tablespace(server)
    folder = make_folder(account, name)
    if folder:
        server.execute(
            sql.SQL("CREATE TABLESPACE {} OWNER {} LOCATION {}").format(
                sql.Identifier(TABLESPACE), sql.Identifier(ROLE), str(folder)
            )
        )
    try:
        yield
    finally:
        with contextlib.suppress(psycopg.OperationalError):  # if the server is gone, the next run's
            drop_tablespace(server)


def make_folder(account: Account, name: str) -> Path | None:
    """Return a new folder in memory that only `account` can open, or None if there's no room."""
    if not os.access(SHARED_MEMORY, os.W_OK):
        return None
    space = os.statvfs(SHARED_MEMORY)
    if space.f_bavail * space.f_frsize < NEEDED_BYTES:
        return None
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=SHARED_MEMORY))
    os.chown(folder, account.uid, account.gid)
    return folder


def drop_tablespace(server: psycopg.Connection) -> None:
    """Drop the tablespace, the databases in it and its folder; it may be a killed run's."""
    query = "SELECT oid, pg_tablespace_location(oid) FROM pg_tablespace WHERE spcname = %s"
    for number, folder in server.execute(query, [TABLESPACE]).fetchall():
        databases = "SELECT datname FROM pg_database WHERE dattablespace = %s"
        for (database,) in server.execute(databases, [number]).fetchall():
            server.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database))
            )
        server.execute(sql.SQL("DROP TABLESPACE {}").format(sql.Identifier(TABLESPACE)))
        shutil.rmtree(folder)


def was_lost(data: Path) -> bool:
    """Say whether the machine was restarted under a server, which took its memory away."""
    return any(not link.exists() for link in (data / "pg_tblspc").glob("*"))
