"""The tar archive inside a backup, written and read as a stream in constant memory."""

import hashlib
import json
import os
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from pyrage.x25519 import Identity

from campaign.lib.backups import BackupError, DamagedError, sealing

PIECE_BYTES = 4 * 2**20
DATABASE, MANIFEST, README = "database/", "manifest.json", "README"
FORMAT = 1
EXPLANATION = f"""\
A backup of a campaign site, in format {FORMAT}. `manage.py restore` puts it back. Without the site:

    age --decrypt --identity KEY-FILE BACKUP | tar --extract
    cat database/* | pg_restore --no-owner --single-transaction --dbname=EMPTY-DATABASE

media/ and private/ are the folders of the same names in VAR. manifest.json has the number of rows
of each table and the SHA-256 of each file. Supporters' names and addresses are encrypted once more,
with FIELD_KEYS, which are not in here.
"""


@dataclass
class Manifest:
    """What a backup contains, to compare a restored site with it."""

    taken_at: str = ""
    dump_version: int = 0
    audit_head: str = ""
    tables: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    database: str = ""

    @property
    def row_count(self) -> int:
        return sum(self.tables.values())


@dataclass(frozen=True)
class Member:
    """One file of the archive. Its `pieces` have to be read before the next one."""

    name: str
    mode: int
    modified_at: int
    pieces: Iterator[bytes]


class Writer:
    """Writes an archive. Its methods yield the bytes, and list in `manifest` what goes in."""

    def __init__(self) -> None:
        self.manifest = Manifest()

    def beginning(self) -> Iterator[bytes]:
        yield from self._member(README, EXPLANATION.encode())

    def database(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        digest = hashlib.sha256()
        for number, piece in enumerate(pieces, start=1):
            digest.update(piece)
            yield from self._member(f"{DATABASE}{number:06}", piece)
        self.manifest.database = digest.hexdigest()

    def files(self, found: Iterable[tuple[str, Path]]) -> Iterator[bytes]:
        """Add files that aren't in yet. Leaves out files that were deleted in the meantime."""
        for name, path in found:
            if name not in self.manifest.files:
                try:
                    file = path.open("rb")
                except FileNotFoundError:
                    continue
                with file:
                    yield from self._file(name, file)

    def end(self) -> Iterator[bytes]:
        content = json.dumps({"format": FORMAT, **asdict(self.manifest)}, indent=1)
        yield from self._member(MANIFEST, content.encode())
        yield tarfile.NUL * 2 * tarfile.BLOCKSIZE

    def _file(self, name: str, file: IO[bytes]) -> Iterator[bytes]:
        digest, entry = hashlib.sha256(), tarfile.TarInfo(name)
        status = os.fstat(file.fileno())
        entry.size, entry.mode = status.st_size, status.st_mode & 0o777
        entry.mtime = int(status.st_mtime)
        yield entry.tobuf(tarfile.PAX_FORMAT)
        left = entry.size
        while left:
            piece = file.read(min(left, PIECE_BYTES))
            if not piece:
                raise BackupError(f"{file.name} got shorter while we read it. Try again.")
            left -= len(piece)
            digest.update(piece)
            yield piece
        yield _padding(entry.size)
        self.manifest.files[name] = digest.hexdigest()

    def _member(self, name: str, content: bytes) -> Iterator[bytes]:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(content), 0o600
        yield entry.tobuf(tarfile.PAX_FORMAT)
        yield content
        yield _padding(entry.size)


class Reader:
    """Reads a backup from start to end, and compares it with its own manifest."""

    def __init__(self, path: Path, key: Identity, tell: Callable[[int], None]) -> None:
        self.path = path
        self.key = key
        self._tell = tell
        self._done = 0
        self._files: dict[str, str] = {}
        self._database = hashlib.sha256()

    def read(self, visit: Callable[[Member], None]) -> Manifest:
        """Call `visit` with each member in turn. Raises DamagedError, at the latest at the end."""
        content = b""
        with sealing.opened(self.path, self.key) as stream:
            try:
                for member in self._members(stream):
                    if member.name == MANIFEST:
                        content = b"".join(member.pieces)
                    else:
                        visit(member)
                        for _unread in member.pieces:
                            pass
                while stream.read(PIECE_BYTES):
                    pass
            except tarfile.TarError as error:
                raise DamagedError(f"{self.path} is damaged: {error}.") from None
        return self._compared(content)

    def _members(self, stream: IO[bytes]) -> Iterator[Member]:
        with tarfile.open(fileobj=stream, mode="r|", bufsize=PIECE_BYTES) as archive:
            while entry := archive.next():
                archive.members = []  # type: ignore[attr-defined]  # or it remembers all of them
                file = archive.extractfile(entry)
                if file is None:
                    raise DamagedError(f"{self.path} contains something that isn't a file.")
                pieces = self._digested(entry.name, file)
                yield Member(entry.name, entry.mode & 0o777, int(entry.mtime), pieces)

    def _digested(self, name: str, file: IO[bytes]) -> Iterator[bytes]:
        is_database = name.startswith(DATABASE)
        digest = self._database if is_database else hashlib.sha256()
        while piece := file.read(PIECE_BYTES):
            digest.update(piece)
            self._done += len(piece)
            self._tell(self._done)
            yield piece
        if not is_database and name not in {README, MANIFEST}:
            self._files[name] = digest.hexdigest()

    def _compared(self, content: bytes) -> Manifest:
        try:
            values = json.loads(content)
            if values.pop("format") != FORMAT:
                raise BackupError(f"{self.path} was made by a newer version of the site.")
            manifest = Manifest(**values)
        except (ValueError, KeyError, TypeError):
            raise DamagedError(f"{self.path} has no manifest at its end.") from None
        if (self._files, self._database.hexdigest()) != (manifest.files, manifest.database):
            raise DamagedError(f"What's in {self.path} differs from its own manifest.")
        return manifest


def _padding(size: int) -> bytes:
    return tarfile.NUL * (-size % tarfile.BLOCKSIZE)
