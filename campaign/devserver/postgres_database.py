"""The site's own role and database in the PostgreSQL that runs for it."""

from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

ROLE = DATABASE = "campaign"


def create_missing(connection: psycopg.Connection) -> None:
    """Create the site's database and its role, which isn't a superuser."""
    role = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
    if role.fetchone() is None:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE)))
    database = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
    if database.fetchone() is None:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(
                sql.Identifier(DATABASE), sql.Identifier(ROLE)
            )
        )


def is_empty(url: str) -> bool:
    """Say whether the database at `url` has no tables, because nobody has migrated it yet."""
    with psycopg.connect(url) as connection:
        query = "SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1"
        return connection.execute(query).fetchone() is None


def database_url(socket_folder: Path, role: str, database: str) -> str:
    return f"postgresql://{role}@/{database}?host={quote(str(socket_folder), safe='/')}"
