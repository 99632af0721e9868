from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.lib.backups import BackupError, DamagedError, sealing
from campaign.lib.backups.archive import EXPLANATION, Manifest, Member, Reader, Writer
from tests.campaign.lib.backups.conftest import KEY

AGE_CHUNK = 2**16 + 16  # as it is on the disk
DUMP = [os.urandom(100_000), os.urandom(200_000)]


def sealed(path: Path, *parts: Iterator[bytes]) -> Path:
    with path.open("wb") as file:
        sealing.seal((piece for part in parts for piece in part), file, [KEY.to_public()])
    return path


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """Return a backup with one file and two pieces of a database."""
    original = tmp_path / "original"
    original.write_bytes(b"a scan")
    original.chmod(0o640)
    files = [("private/scan", original), ("media/gone", tmp_path / "gone")]
    writer = Writer()
    return sealed(
        tmp_path / "backup",
        writer.beginning(),
        writer.files(files),
        writer.database(DUMP),
        writer.files(files),
        writer.end(),
    )


def read(path: Path) -> tuple[Manifest, dict[str, tuple[int, bytes]]]:
    found = {}

    def note(member: Member) -> None:
        found[member.name] = (member.mode, b"".join(member.pieces))

    return Reader(path, KEY, lambda done: None).read(note), found


class TestReader:
    def test_reads_what_was_written(self, backup: Path) -> None:
        manifest, found = read(backup)
        assert manifest.files.keys() == {"private/scan"}
        assert found == {
            "README": (0o600, EXPLANATION.encode()),
            "private/scan": (0o640, b"a scan"),
            "database/000001": (0o600, DUMP[0]),
            "database/000002": (0o600, DUMP[1]),
        }

    def test_reads_what_tar_reads(self, backup: Path, tmp_path: Path) -> None:
        with sealing.opened(backup, KEY) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            tar.extractall(tmp_path / "out")  # noqa: S202 (our own)
        assert (tmp_path / "out" / "private" / "scan").read_bytes() == b"a scan"

    def test_notices_every_kind_of_damage(
        self, backup: Path, tmp_path: Path, subtests: pytest.Subtests
    ) -> None:
        whole = backup.read_bytes()
        body = len(whole) - len(whole) % AGE_CHUNK - AGE_CHUNK
        first, second = whole[: body - AGE_CHUNK], whole[body - AGE_CHUNK : body]
        flipped = bytearray(whole)
        flipped[len(whole) // 2] ^= 1
        damages = {
            "cut within a chunk": whole[:-5],
            "cut between chunks": whole[:body],
            "cut in the header": whole[:50],
            "empty": b"",
            "a flipped bit": bytes(flipped),
            "a flipped bit in the header": whole[:70] + bytes([whole[70] ^ 1]) + whole[71:],
            "chunks in another order": first + whole[body : body + AGE_CHUNK] + second,
            "something added": whole + b"\0" * 100,
        }
        for name, content in damages.items():
            with subtests.test(name):
                damaged = tmp_path / "damaged"
                damaged.write_bytes(content)
                with pytest.raises(BackupError, match=r"damaged|no manifest"):
                    read(damaged)

    def test_notices_what_was_written_wrong(
        self, backup: Path, tmp_path: Path, subtests: pytest.Subtests
    ) -> None:
        original = tmp_path / "original"
        for name, end in {"no manifest": False, "a file that the manifest lacks": True}.items():
            with subtests.test(name):
                writer = Writer()
                begun = b"".join(writer.files([("media/a", original)]))
                writer.manifest.files = {}
                rest = writer.end() if end else iter([])
                with pytest.raises(DamagedError):
                    read(sealed(tmp_path / "wrong", iter([begun]), rest))

    def test_says_that_another_key_is_needed(self, backup: Path) -> None:
        other = type(KEY).generate()
        with pytest.raises(BackupError, match="That key doesn't open"):
            Reader(backup, other, lambda done: None).read(lambda member: None)

    def test_passes_on_what_its_visitor_raises(self, backup: Path) -> None:
        def stop(member: Member) -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            Reader(backup, KEY, lambda done: None).read(stop)


class TestWriter:
    def test_stops_at_a_file_that_became_shorter(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "log"
        path.write_bytes(b"12345")
        pieces = Writer().files([("media/log", path)])
        next(pieces)  # its header, with its size
        os.truncate(path, 3)
        with pytest.raises(BackupError, match="got shorter"):
            list(pieces)
