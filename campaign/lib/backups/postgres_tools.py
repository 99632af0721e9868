"""Run PostgreSQL's own programs, `pg_dump` and `pg_restore`, on the site's database."""

import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from campaign.lib.backups import BackupError
from campaign.lib.backups.archive import PIECE_BYTES
from campaign.lib.processes import end_with_parent

# Supporters' data is encrypted and hardly compresses, so level 6 would only take longer.
COMPRESSION = 1
# Our connection options that these programs don't get: they need no time limits, and dump in the
# database's own encoding.
NOT_FOR_PROGRAMS = {"options", "client_encoding"}


class Running:
    """A running program of PostgreSQL, and the pipe to it or from it."""

    def __init__(self, process: "subprocess.Popen[bytes]", pipe: IO[bytes], errors: IO[bytes]):
        self.process = process
        self.pipe = pipe
        self._errors = errors

    def write(self, piece: bytes) -> None:
        try:
            self.pipe.write(piece)
        except BrokenPipeError:
            raise BackupError(self._failure()) from None

    def finish(self) -> None:
        """Wait until it's done. Raises BackupError if it failed."""
        with suppress(BrokenPipeError):
            self.pipe.close()
        if self.process.wait():
            raise BackupError(self._failure())

    def _failure(self) -> str:
        """Return the program's first error, without the details, which may quote a row."""
        self.process.wait()
        self._errors.seek(0)
        name = Path(str(self.process.args[0])).name  # type: ignore[index]
        lines = self._errors.read(PIECE_BYTES).decode(errors="replace").splitlines()
        said = [line for line in lines if line.startswith(f"{name}: error:")]
        return said[0] if said else f"{name} failed."


def major_version() -> int:
    """Return the major version of the server, such as 18."""
    connection.ensure_connection()
    return int(connection.connection.info.server_version) // 10_000


def dump(snapshot: str, left_out: Sequence[str]) -> Iterator[bytes]:
    """Yield the database as the exported `snapshot` sees it, in pieces.

    Rows of UNLOGGED tables and of those `left_out` aren't in it; the empty tables are.
    """
    command = [
        program("pg_dump", major_version()),
        "--format=custom",
        f"--compress={COMPRESSION}",
        f"--snapshot={snapshot}",
        "--no-owner",
        "--no-privileges",
        "--no-unlogged-table-data",
        *(f"--exclude-table-data={table}" for table in left_out),
    ]
    with _running(command, connection.settings_dict["NAME"], pipe="stdout") as running:
        while piece := running.pipe.read(PIECE_BYTES):
            yield piece
        running.finish()


@contextmanager
def restoration(database: str, dump_version: int) -> Iterator[Running]:
    """Yield a running `pg_restore` that reads a dump of `dump_version` into the empty `database`.

    It commits when the block ends. If the block raises, the database stays empty.
    """
    command = [
        program("pg_restore", max(dump_version, major_version())),
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
    ]
    with _running(command, database, pipe="stdin") as running:
        yield running
        running.finish()


def program(name: str, major: int) -> str:
    """Return the path of the first `name` on the PATH of version `major` or newer."""
    for folder in os.get_exec_path():
        path = Path(folder, name)
        if path.is_file() and os.access(path, os.X_OK) and program_version(path) >= major:
            return str(path)
    raise BackupError(
        f"There's no {name} for PostgreSQL {major} on the PATH. On Debian, install "
        f"postgresql-client-{major}."
    )


@cache
def program_version(path: str | Path) -> int:
    """Return the major version of one of PostgreSQL's programs, 0 if it doesn't say."""
    result = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r" (\d+)", result.stdout)
    return int(found[1]) if found else 0


@contextmanager
def _running(command: list[str], database: str, *, pipe: str) -> Iterator[Running]:
    """Start a program for `database`. It ends with the block, and with this process."""
    address, environment = _address(database)
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            [*command, f"--dbname={address}"],
            env=environment,
            stdin=subprocess.PIPE if pipe == "stdin" else subprocess.DEVNULL,
            stdout=subprocess.PIPE if pipe == "stdout" else subprocess.DEVNULL,
            stderr=errors,
            preexec_fn=end_with_parent(signal.SIGKILL),
        ) as process,
    ):
        running = Running(process, getattr(process, pipe), errors)
        try:
            yield running
        except BaseException:
            # If we closed its pipe first, it would think that the dump is complete.
            process.kill()
            with suppress(BrokenPipeError):
                running.pipe.close()
            raise


def _address(database: str) -> tuple[str, dict[str, str]]:
    """Return where `database` is, and an environment with the password, which nobody else sees."""
    # Only options that libpq knows: psycopg adds others, which an older program would refuse.
    known = {option.keyword.decode() for option in Conninfo.get_defaults()} - NOT_FOR_PROGRAMS
    parameters: dict[str, Any] = {**connection.get_connection_params(), "dbname": database}
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    if password := parameters.pop("password", None):
        environment["PGPASSWORD"] = password
    given = {name: value for name, value in parameters.items() if name in known}
    return make_conninfo(**given), environment
