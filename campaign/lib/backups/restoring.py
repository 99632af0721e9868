"""Restore a backup, for good or as a test."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.db import connection
from django.utils import timezone
from pyrage.x25519 import Identity

from campaign.lib.backups import BackupError, DamagedError, tables
from campaign.lib.backups.archive import DATABASE, README, Manifest, Member, Reader
from campaign.lib.backups.models import Backup
from campaign.lib.backups.postgres_tools import Running, restoration
from campaign.lib.backups.stored_files import destination, folders, require_empty_folders
from campaign.lib.backups.terminal import Tell


def check(path: Path, key: Identity, *, tell: Tell) -> Manifest:
    """Read all of a backup and compare it with its own manifest. Raises DamagedError."""
    return Reader(path, key, partial(tell, "Checking")).read(lambda member: None)


def verify(path: Path, key: Identity, *, tell: Tell) -> Manifest:
    """Restore a backup's database into a scratch database, and count its rows.

    Files are only compared with their checksums. Raises BackupError if anything differs, and
    NotAllowedError if our role can't create a database, so only checksums were compared.
    """
    manifest = check(path, key, tell=tell)
    with tables.scratch_database() as database:
        with restoration(database, manifest.dump_version) as running:
            Reader(path, key, partial(tell, "Testing")).read(lambda member: _load(member, running))
        found = tables.row_counts_of(database)
    _require_same_rows(manifest, found)
    Backup.objects.filter(taken_at=manifest.taken_at).update(verified_at=timezone.now())
    return manifest


def restore(path: Path, key: Identity, *, tell: Tell) -> Manifest:
    """Restore a backup into an empty database and empty folders, and compare them with it.

    A damaged backup changes nothing. If it fails later, the folders are emptied again.
    """
    tables.require_empty_database()
    require_empty_folders()
    manifest = check(path, key, tell=tell)
    with _emptied_again():
        with restoration(connection.settings_dict["NAME"], manifest.dump_version) as running:

            def place(member: Member) -> None:
                _load(member, running)
                _store(member)

            Reader(path, key, partial(tell, "Restoring")).read(place)
        _require_same_files(manifest)
    with connection.cursor() as cursor:
        _require_same_rows(manifest, tables.row_counts(cursor))
        cursor.execute("ANALYZE")
    return manifest


def _load(member: Member, running: Running) -> None:
    """Pass a piece of the database to `pg_restore`."""
    if member.name.startswith(DATABASE):
        for piece in member.pieces:
            running.write(piece)


def _store(member: Member) -> None:
    """Put a file where it belongs."""
    if member.name.startswith(DATABASE) or member.name == README:
        return
    path = destination(member.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, member.mode)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, member.mode)
        for piece in member.pieces:
            file.write(piece)
    os.utime(path, (member.modified_at, member.modified_at))


@contextmanager
def _emptied_again() -> Iterator[None]:
    """Make new folders private. If the block raises, empty our folders again."""
    mask = os.umask(0o077)
    try:
        yield
    except BaseException:
        for root in folders().values():
            for each in root.iterdir() if root.exists() else []:
                shutil.rmtree(each) if each.is_dir() else each.unlink()
        raise
    finally:
        os.umask(mask)


def _require_same_files(manifest: Manifest) -> None:
    for name, expected in manifest.files.items():
        with destination(name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                raise DamagedError(f"{destination(name)} differs from the backup.")


def _require_same_rows(manifest: Manifest, found: dict[str, int]) -> None:
    if different := tables.differences(manifest.tables, found):
        raise BackupError("The restored database differs. " + " ".join(different))
