"""The databases of one test process: copies of templates that are made once.

The first template is migrated; one more for each world of `tests/worlds.py` is a copy of it in
which that world was built. They are kept until the code changes, so that a run begins in a second.
A test that commits gets a new copy afterwards instead of emptied tables: rows that migrations and
worlds wrote survive, and tables that refuse deletion need no exception.
"""

import hashlib
import os
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings
from psycopg import sql

from campaign.devserver.memory_tablespace import TABLESPACE
from tests.worlds import WORLDS

CHECKOUT = Path(__file__).resolve().parent.parent
TEMPLATE_PREFIX = "template_of_tests_"
NO_WORLD = ""

Unblock = Callable[[], AbstractContextManager[None]]


def fingerprint() -> str:
    """Return a text that changes when a template may come out differently."""
    digest = hashlib.sha256()
    paths = [CHECKOUT / "uv.lock", *(CHECKOUT / "tests").glob("*.py")]
    for package in ("campaign", "candidates", "pledges"):
        paths += sorted((CHECKOUT / package).rglob("*"))
    for path in paths:
        if path.is_file() and path.suffix != ".pyc":
            digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


class DatabaseOfTests:
    """What this process alone uses: the database `name`, and one for each world it comes to."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.world = NO_WORLD
        self.made: set[str] = set()
        self.unblock: Unblock | None = None

    def start(self, unblock: Unblock) -> None:
        """Use the database; `unblock` lets a template be built while tests may not ask it."""
        self.unblock = unblock
        self.begin_with(self.world)

    @cached_property
    def prefix(self) -> str:
        return TEMPLATE_PREFIX + fingerprint()

    @property
    def current(self) -> str:
        """Return the name of the database in use."""
        return "_".join(filter(None, (self.name, self.world)))

    @property
    def template(self) -> str:
        """Return the name of what the database in use is a copy of."""
        return "_".join(filter(None, (self.prefix, self.world)))

    def begin_with(self, world: str) -> None:
        """Use a database that begins with `world`; before the start, note that one is wanted."""
        is_other = world != self.world
        self.world = world
        if self.unblock is None:
            return
        if self.current not in self.made:
            self._make_templates()
            self.renew()
        elif is_other:
            connections.close_all()
            connection.settings_dict["NAME"] = self.current

    def renew(self) -> None:
        """Replace the database in use by a new copy of its template."""
        connections.close_all()
        with self._server() as server:
            drop(server, self.current)
            copy(server, self.template, self.current)
        self.made.add(self.current)
        connection.settings_dict["NAME"] = self.current

    def copy_files(self, folder: Path) -> None:
        """Put into `folder` what was uploaded and drawn while the world was built."""
        shutil.copytree(files_of(self.template), folder, dirs_exist_ok=True)

    def drop(self) -> None:
        """Remove the databases that were made."""
        connections.close_all()
        with self._server() as server:
            for name in self.made:
                drop(server, name)

    def _make_templates(self) -> None:
        """Make the template of the database in use where it is missing; forget outdated ones.

        Processes wait for each other only when they need the same template.
        """
        with self._server() as server:
            with alone_with(server, TEMPLATE_PREFIX):
                for outdated in self._templates(server):
                    if not outdated.startswith(self.prefix):
                        drop(server, outdated)
                        shutil.rmtree(files_of(outdated), ignore_errors=True)
            with alone_with(server, self.prefix):
                if self.prefix not in self._templates(server):
                    self._make(server, self.prefix, "template1", migrate)
            with alone_with(server, self.template):
                if self.template not in self._templates(server):
                    self._make(server, self.template, self.prefix, WORLDS[self.world])

    def _make(
        self, server: psycopg.Connection, name: str, origin: str, build: Callable[[], None]
    ) -> None:
        """Make the template `name`: a copy of `origin`, and what `build` adds to it."""
        assert self.unblock
        building = f"{name}_in_making"
        drop(server, building)
        copy(server, origin, building)
        connections.close_all()
        connection.settings_dict["NAME"] = building
        folder = files_of(name)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with self.unblock(), override_settings(MEDIA_ROOT=folder, PRIVATE_MEDIA_ROOT=folder):
            build()
            with connection.cursor() as cursor:
                # A server with autovacuum does so by itself, some time after rows were written.
                cursor.execute("ANALYZE")
        connections.close_all()
        server.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(building), sql.Identifier(name)
            )
        )

    def _templates(self, server: psycopg.Connection) -> set[str]:
        rows = server.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{TEMPLATE_PREFIX}%"]
        )
        return {name for (name,) in rows}

    def _server(self) -> psycopg.Connection:
        parameters = connection.get_connection_params() | {"dbname": "postgres"}
        keep = {"dbname", "user", "password", "host", "port"}
        return psycopg.connect(
            **{name: value for name, value in parameters.items() if name in keep},
            autocommit=True,
        )


@contextmanager
def alone_with(server: psycopg.Connection, name: str) -> Iterator[None]:
    """Let one process at a time make or remove what `name` names."""
    number = zlib.crc32(name.encode())
    server.execute("SELECT pg_advisory_lock(%s)", [number])
    try:
        yield
    finally:
        server.execute("SELECT pg_advisory_unlock(%s)", [number])


def files_of(template: str) -> Path:
    """Return the folder of the files that belong to the database `template`."""
    folder: Path = settings.VAR_DIR / "worlds" / template
    return folder


def migrate() -> None:
    """Bring the database in use to what the code says."""
    call_command("migrate", verbosity=0, interactive=False)


def copy(server: psycopg.Connection, origin: str, name: str) -> None:
    """Make the database `name` as a copy of `origin`, to which nobody is connected.

    It's in memory, if `make test` found room there.
    """
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
        sql.Identifier(name), sql.Identifier(origin)
    )
    query = "SELECT 1 FROM pg_tablespace WHERE spcname = %s"
    if not name.startswith(TEMPLATE_PREFIX) and server.execute(query, [TABLESPACE]).fetchone():
        statement += sql.SQL(" TABLESPACE {}").format(sql.Identifier(TABLESPACE))
    server.execute(statement)


def drop(server: psycopg.Connection, name: str) -> None:
    """Remove the database `name` and end its sessions."""
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


DATABASE = DatabaseOfTests(f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
