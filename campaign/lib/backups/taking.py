"""Take a backup: one encrypted file, complete or not there at all."""

import datetime
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from pyrage.x25519 import Identity

from campaign.lib.audit import chain
from campaign.lib.backups import DamagedError, NotAllowedError, postgres_tools, sealing, tables
from campaign.lib.backups.archive import Manifest, Writer
from campaign.lib.backups.models import Backup
from campaign.lib.backups.pruning import file_name
from campaign.lib.backups.restoring import verify
from campaign.lib.backups.stored_files import stored_files
from campaign.lib.backups.terminal import Tell
from campaign.lib.files import exclusive_lock

UNFINISHED = ".part"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """A backup, and why we couldn't test it, if we couldn't."""

    path: Path
    manifest: Manifest
    untried: str = ""


def take(folder: Path, *, tell: Tell) -> Taken:
    """Write a backup into `folder`, test it by restoring it, and record both.

    It's encrypted to BACKUP_PUBLIC_KEYS and to a temporary key that only this process has. So this
    process can read the file back. After that, it takes a secret key that isn't on the server.
    """
    readers = sealing.recipients(settings.BACKUP_PUBLIC_KEYS)
    once = Identity.generate()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with exclusive_lock(folder / ".lock"):
        for rest in folder.glob(f"*{UNFINISHED}"):  # left by a process that was killed
            rest.unlink()
        path = folder / file_name(timezone.now())
        manifest = _write(path, [*readers, once.to_public()], tell)
        row = Backup.objects.create(
            taken_at=datetime.datetime.fromisoformat(manifest.taken_at),
            name=path.name,
            size_bytes=path.stat().st_size,
        )
        _log(path, manifest)
        try:
            verify(path, once, tell=tell)
        except NotAllowedError as reason:
            log.warning("%s is complete, but unverified. %s", path.name, reason)
            return Taken(path, manifest, str(reason))
        except DamagedError:
            path.unlink()
            row.delete()
            raise
    return Taken(path, manifest)


def _write(path: Path, readers: Sequence[object], tell: Tell) -> Manifest:
    """Write to a temporary file beside `path`, then rename it."""
    unfinished = path.with_name(path.name + UNFINISHED)
    writer = Writer()
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb", sealing.BUFFER_BYTES) as target:
            sealing.seal(_content(writer, tell), target, readers)
            target.flush()
            os.fsync(target.fileno())
        unfinished.rename(path)
        _sync(path.parent)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return writer.manifest


def _content(writer: Writer, tell: Tell) -> Iterator[bytes]:
    """Yield the archive: files, then the database, then files that came in since."""
    manifest = writer.manifest
    yield from writer.beginning()
    yield from _told("Files", writer.files(stored_files()), tell)
    manifest.dump_version = postgres_tools.program_version(
        postgres_tools.program("pg_dump", postgres_tools.major_version())
    )
    with tables.snapshot() as snapshot:
        manifest.taken_at, manifest.tables = snapshot.taken_at, snapshot.tables
        manifest.audit_head = " ".join(map(str, chain.head()))
        pieces = postgres_tools.dump(snapshot.name, tables.left_out())
        yield from _told("Database", writer.database(pieces), tell)
    yield from _told("New files", writer.files(stored_files()), tell)
    yield from writer.end()


def _told(what: str, pieces: Iterator[bytes], tell: Tell) -> Iterator[bytes]:
    done = 0
    for piece in pieces:
        done += len(piece)
        tell(what, done)
        yield piece


def _log(path: Path, manifest: Manifest) -> None:
    log.info(
        "Backup %s: %d rows of %d tables, %d files, %d bytes. The audit log ends at row %s.",
        path.name,
        manifest.row_count,
        len(manifest.tables),
        len(manifest.files),
        path.stat().st_size,
        manifest.audit_head,
    )


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
