"""A site with files, an empty one beside it, and keys for backups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection, connections
from psycopg import sql
from pyrage.x25519 import Identity
from pytest_django import Settings

KEY = Identity.generate()


def quiet(what: str, done: int) -> None:
    """Say nothing of how far a backup is."""


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> tuple[Path, Path]:
    """Return the folders of media and of private originals, with a file in each."""
    settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT = tmp_path / "media", tmp_path / "private"
    for root, content in (
        (settings.MEDIA_ROOT, b"drawn again"),
        (settings.PRIVATE_MEDIA_ROOT, b""),
    ):
        (root / "evidence").mkdir(parents=True)
        (root / "evidence" / "a.webp").write_bytes(content)
    return settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Return the folder for backups, which are encrypted to KEY."""
    settings.BACKUP_PUBLIC_KEYS = [str(KEY.to_public())]
    return tmp_path / "backups"


@pytest.fixture
def move_to_empty_site(
    settings: Settings, tmp_path: Path, transactional_db: None
) -> Iterator[Callable[[], None]]:
    """Return what lets the site use an empty database and no files."""
    former, name = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_empty"
    parameters = connection.get_connection_params()

    def run(statement: str) -> None:
        connections.close_all()
        with psycopg.connect(**{**parameters, "dbname": "postgres"}, autocommit=True) as server:
            server.execute(sql.SQL(statement).format(sql.Identifier(name)))

    def move() -> None:
        run("CREATE DATABASE {} TEMPLATE template0")
        connection.settings_dict["NAME"] = name
        settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT = (
            tmp_path / "new",
            tmp_path / "new_private",
        )

    yield move
    connection.settings_dict["NAME"] = former
    run("DROP DATABASE IF EXISTS {} WITH (FORCE)")
