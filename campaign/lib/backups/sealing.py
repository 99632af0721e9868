"""Encrypt and decrypt with age: writing takes public keys, reading takes one secret key.

age authenticates every 64 KiB, their order, and the end of the file. So a file that was cut off,
changed or reordered doesn't decrypt.
"""

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyrage
from pyrage.x25519 import Identity, Recipient

from campaign.lib.backups import BackupError, DamagedError

BUFFER_BYTES = 2**20


def recipients(public_keys: Sequence[str]) -> list[Recipient]:
    """Return the keys that can open a backup. Raises BackupError if one isn't a public key."""
    if not public_keys:
        raise BackupError(
            "Set BACKUP_PUBLIC_KEYS to the public key that encrypts backups. .env.example says "
            "how to make one."
        )
    try:
        return [Recipient.from_str(key) for key in public_keys]
    except pyrage.RecipientError:
        raise BackupError("A key in BACKUP_PUBLIC_KEYS isn't an age public key.") from None


def identity(text: str) -> Identity:
    """Return the secret key in `text`, such as what `age-keygen` writes to a file."""
    lines = [line.strip() for line in text.splitlines()]
    secrets = [line for line in lines if line and not line.startswith("#")]
    try:
        [secret] = secrets
        return Identity.from_str(secret)
    except (ValueError, pyrage.IdentityError):
        raise BackupError(
            "That isn't a secret key of age. Enter one key that begins with AGE-SECRET-KEY-1."
        ) from None


class PieceReader:
    """A file-like object that reads `pieces`, and keeps the error that stopped them."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = memoryview(b"")
        self.error: BaseException | None = None

    def read(self, size: int) -> bytes:
        try:
            while not self._rest:
                self._rest = memoryview(next(self._pieces))
        except StopIteration:
            return b""
        except BaseException as error:
            self.error = error
            raise
        part, self._rest = self._rest[:size], self._rest[size:]
        return bytes(part)


def seal(pieces: Iterable[bytes], target: IO[bytes], readers: Sequence[Recipient]) -> None:
    """Write `pieces` encrypted to `target`. Raises what they raise."""
    reader = PieceReader(pieces)
    try:
        pyrage.encrypt_io(reader, target, readers)
    except Exception as error:
        raise reader.error or error from None


@contextmanager
def opened(path: Path, key: Identity) -> Iterator[IO[bytes]]:
    """Yield the decrypted content of `path` as a stream. Raises DamagedError, at latest at the end.

    Nothing is certain to be complete until the block has read to the end.
    """
    reading, writing = os.pipe()
    errors: list[Exception] = []

    def pump() -> None:
        try:
            with (
                os.fdopen(writing, "wb", BUFFER_BYTES) as target,
                path.open("rb", BUFFER_BYTES) as sealed,
            ):
                pyrage.decrypt_io(sealed, target, [key])
        except Exception as error:
            errors.append(error)

    thread = threading.Thread(target=pump, name="decrypt", daemon=True)
    thread.start()
    try:
        with os.fdopen(reading, "rb", BUFFER_BYTES) as stream:
            yield stream
    finally:
        thread.join()
        # A broken pipe only means that the block stopped reading, so its own error counts.
        if errors and not isinstance(errors[0], BrokenPipeError):
            raise _explained(path, errors[0])


def _explained(path: Path, error: Exception) -> BackupError:
    if isinstance(error, pyrage.DecryptError) and "matching keys" in str(error):
        return BackupError(f"That key doesn't open {path}, or its beginning is damaged.")
    if isinstance(error, OSError) and error.errno:
        return BackupError(f"We can't read {path}: {error.strerror}.")
    return DamagedError(f"{path} is damaged: {error}.")
