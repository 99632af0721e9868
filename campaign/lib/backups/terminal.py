"""Show progress on a terminal, and ask for the secret key.

The key comes from a file or a prompt, never as an argument, which other accounts could read.
"""

import getpass
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from pyrage.x25519 import Identity

from campaign.lib.backups import BackupError
from campaign.lib.backups.sealing import identity

REFRESH_SECONDS = 0.2
# Takes the step being done, and how many bytes are done.
Tell = Callable[[str, int], None]


class Progress:
    """Shows a step and how many bytes are done. `end` ends its line."""

    def __init__(self, output: TextIO) -> None:
        self._output = output if output.isatty() else None
        self._said = ""
        self._said_at = 0.0

    def __call__(self, what: str, done: int) -> None:
        now = time.monotonic()
        if self._output and (what != self._said or now > self._said_at + REFRESH_SECONDS):
            end_of_former = "\n" if self._said and what != self._said else ""
            self._output.write(f"{end_of_former}\r{what}: {done / 1e6:,.1f} MB")
            self._output.flush()
            self._said, self._said_at = what, now

    def end(self) -> None:
        if self._output and self._said:
            self._output.write("\n")


def add_key_file(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--key-file",
        type=Path,
        metavar="FILE",
        help="the file with the secret key; if you leave it out, you're asked for the key",
    )


def secret_key(file: Path | None) -> Identity:
    """Return the secret key in `file`, or ask for it."""
    if file is None:
        return identity(getpass.getpass("Secret key (AGE-SECRET-KEY-1…): "))
    try:
        return identity(file.read_text())
    except (OSError, UnicodeDecodeError):
        raise BackupError(f"We can't read the secret key in {file}.") from None
