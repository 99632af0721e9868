"""The tables that a backup has, those it leaves out, and a scratch database to test it in."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from campaign.lib.backups import BackupError, NotAllowedError

# UNLOGGED tables hold short-lived rows that no backup may have, such as the salts of limits.
KEPT_TABLES = """
    SELECT format('%I.%I', nspname, relname)
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind = 'r' AND relpersistence = 'p'
        AND nspname NOT IN ('pg_catalog', 'information_schema')
    ORDER BY 1
"""
LOCK = 7_276_016


@dataclass(frozen=True)
class Snapshot:
    """The database at one moment. pg_dump can read the same snapshot by its name."""

    name: str
    taken_at: str
    tables: dict[str, int]


def left_out() -> list[str]:
    """Return the tables whose rows live for a day at most, so backups leave them out."""
    return [f"public.{apps.get_model(each)._meta.db_table}" for each in settings.BACKUP_LEAVES_OUT]


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Yield a snapshot of the database that lasts as long as the block."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot(), now()")
        name, taken_at = cursor.fetchone()
        yield Snapshot(name, taken_at.isoformat(), row_counts(cursor))


def row_counts(cursor: Any) -> dict[str, int]:
    """Return the number of rows of each table that a backup has."""
    cursor.execute(KEPT_TABLES)
    names = [name for (name,) in cursor.fetchall() if name not in left_out()]
    counts = {}
    for name in names:
        cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608 (quoted by the server)
        counts[name] = cursor.fetchone()[0]
    return counts


def differences(expected: dict[str, int], found: dict[str, int]) -> list[str]:
    """Return a sentence for each table that doesn't have as many rows as it should."""
    return [
        f"{name} has {found.get(name, 'no')} rows, and the backup {expected.get(name, 'none')}."
        for name in sorted(expected | found)
        if expected.get(name) != found.get(name)
    ]


def require_empty_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(KEPT_TABLES)
        if cursor.fetchone():
            raise BackupError(
                f"The database {connection.settings_dict['NAME']} isn't empty. Create a new one, "
                "and set DATABASE_URL to it."
            )


@contextmanager
def scratch_database() -> Iterator[str]:
    """Yield the name of a new, empty database like ours, and drop it afterward.

    Raises NotAllowedError if our role may not create one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            role = connection.connection.info.user
            raise NotAllowedError(
                f"We couldn't test this backup, because the role {role} can't create a database. "
                f'Allow it with: ALTER ROLE "{role}" CREATEDB.'
            )
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise BackupError("Another process is testing a backup right now. Try again later.")
        name = f"{connection.settings_dict['NAME']}_tried"
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        try:
            cursor.execute(drop)  # one that a killed process left
            cursor.execute(_create_like_ours(cursor, name))
            yield name
        finally:
            cursor.execute(drop)
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def row_counts_of(database: str) -> dict[str, int]:
    """Return the number of rows of each table in another database of this server."""
    parameters = connection.get_connection_params()
    with psycopg.connect(**{**parameters, "dbname": database}) as other, other.cursor() as cursor:
        return row_counts(cursor)


def _create_like_ours(cursor: Any, name: str) -> sql.Composed:
    """Return the statement that creates a database with our encoding and locale."""
    cursor.execute("SELECT to_jsonb(d) FROM pg_database d WHERE datname = current_database()")
    ours = json.loads(cursor.fetchone()[0])
    provider = {"c": "libc", "i": "icu", "b": "builtin"}[ours["datlocprovider"]]
    options = {
        "LOCALE_PROVIDER": provider,
        "LC_COLLATE": ours["datcollate"],
        "LC_CTYPE": ours["datctype"],
    }
    if provider != "libc":
        locale = ours.get("datlocale") or ours.get("daticulocale")  # since version 17, and before
        options[f"{provider.upper()}_LOCALE"] = locale
    return sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' {}").format(
        sql.Identifier(name),
        sql.SQL(" ").join(
            sql.SQL("{} {}").format(sql.SQL(option), sql.Literal(value))
            for option, value in options.items()
        ),
    )
