"""The database of one test process: a copy of a template that is migrated once.

The template is kept until the code changes, so that a run begins in a second. A test that commits
gets a new copy afterwards instead of emptied tables: rows that migrations wrote survive, and tables
that refuse deletion need no exception.
"""

import hashlib
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

CHECKOUT = Path(__file__).resolve().parent.parent
TEMPLATE_PREFIX = "template_of_tests_"
LOCK_NUMBER = 2026


def fingerprint() -> str:
    """Return a text that changes when the migrated database may come out differently."""
    digest = hashlib.sha256((CHECKOUT / "uv.lock").read_bytes())
    for package in ("campaign", "candidates", "pledges"):
        for path in sorted((CHECKOUT / package).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


class DatabaseOfTests:
    """The database `name`, which this process alone uses."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.template = TEMPLATE_PREFIX + fingerprint()

    def create(self) -> None:
        """Copy the template, made first when there is none, and use the copy from now on."""
        with self._server() as server:
            server.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
            if self.template not in self._templates(server):
                self._make_template(server)
        self.renew()

    def renew(self) -> None:
        """Replace the database by a new copy of the template."""
        connections.close_all()
        with self._server() as server:
            drop(server, self.name)
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(self.name), sql.Identifier(self.template)
                )
            )
        connection.settings_dict["NAME"] = self.name

    def drop(self) -> None:
        """Remove the database."""
        connections.close_all()
        with self._server() as server:
            drop(server, self.name)

    def _make_template(self, server: psycopg.Connection) -> None:
        for outdated in self._templates(server):
            drop(server, outdated)
        building = f"{TEMPLATE_PREFIX}in_making"
        drop(server, building)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
        connections.close_all()
        connection.settings_dict["NAME"] = building
        call_command("migrate", verbosity=0, interactive=False)
        connections.close_all()
        server.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(building), sql.Identifier(self.template)
            )
        )

    def _templates(self, server: psycopg.Connection) -> list[str]:
        rows = server.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{TEMPLATE_PREFIX}%"]
        )
        return [name for (name,) in rows]

    def _server(self) -> psycopg.Connection:
        parameters = connection.get_connection_params() | {"dbname": "postgres"}
        keep = {"dbname", "user", "password", "host", "port"}
        return psycopg.connect(
            **{name: value for name, value in parameters.items() if name in keep},
            autocommit=True,
        )


def drop(server: psycopg.Connection, name: str) -> None:
    """Remove the database `name` and end its sessions."""
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
