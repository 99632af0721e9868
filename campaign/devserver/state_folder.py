"""A site on a machine where nothing is configured: its state folder, its keys, its environment."""

import base64
import contextlib
import datetime
import fcntl
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from campaign.lib.files import write_atomically

CHECKOUT = Path(__file__).resolve().parents[2]


class StartError(Exception):
    """The site can't start here. The text is a sentence for the person at the terminal."""


@dataclass(frozen=True)
class Owner:
    """Who holds a state folder: a command, its process, and the address once it serves one."""

    purpose: str
    process_id: str
    address: str


class State:
    """A state folder. The holder of its lock runs its database, and others can be guests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.postgres = self.folder / "postgres"
        self._lock: TextIO | None = None
        self._guests: TextIO | None = None
        self._make_folder()

    @classmethod
    def named_by_environment(cls, part: str = "") -> "State":
        """Return the state in the folder VAR, or in the subfolder `part`."""
        whole = cls(CHECKOUT / (os.environ.get("VAR") or "var"))
        return cls(whole.folder / part) if part else whole

    def acquire(self, purpose: str) -> bool:
        """Try to become the owner. `purpose` tells others who that is."""
        self._lock = self._locked("lock")
        if self._lock:
            self._write_owner(purpose, address="")
        return self._lock is not None

    def release(self) -> None:
        """Stop being the owner. Guests can come in again, but find no address."""
        self._write_owner("", address="")
        for file in (self._lock, self._guests):
            if file:
                file.close()
        self._lock = self._guests = None

    def announce(self, address: str) -> None:
        self._write_owner(self.owner().purpose, address)

    def owner(self) -> Owner:
        lines = (self.folder / "lock").read_text().splitlines()
        return Owner(*lines) if len(lines) == 3 else Owner("another command", "?", "")

    @contextlib.contextmanager
    def guest(self) -> Iterator[None]:
        """Keep an owner who waits for guests from stopping the database."""
        with (self.folder / "guests").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            yield

    def close_to_guests(self) -> bool:
        """Let no more guests in. Return False if there still is one."""
        self._guests = self._locked("guests")
        return self._guests is not None

    def _locked(self, name: str) -> TextIO | None:
        """Return a file that only this process has locked, or None if another one has."""
        file = (self.folder / name).open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return None
        return file

    def keys(self) -> dict[str, str]:
        """Return the generated keys, made and stored on the first call.

        Without its keys, a database can't be read, so we never make new ones for it.
        """
        path = self.folder / "keys.env"
        if not path.exists():
            if (self.postgres / "data").exists():
                raise StartError(
                    f"{path} is gone, and without it {self.postgres / 'data'} can't be read. "
                    f"Restore it, or remove {self.folder} to start with an empty site."
                )
            made = {
                "SECRET_KEY": secrets.token_urlsafe(50),
                "FIELD_KEYS": base64.urlsafe_b64encode(os.urandom(32)).decode(),
            }
            lines = "".join(f"{name}={value}\n" for name, value in made.items())
            write_atomically(path, lines, mode=0o600)
        return dict(line.split("=", 1) for line in path.read_text().splitlines())

    def _make_folder(self) -> None:
        """Make the folder, closed to other users. An existing folder keeps its mode."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not os.access(self.folder, os.W_OK):
                raise PermissionError(f"{self.folder} is not writable")
        except OSError as error:
            raise StartError(
                f"We can't use the state folder ({error}). Choose another with VAR=…."
            ) from error

    def _write_owner(self, purpose: str, address: str) -> None:
        """Write the owner into the lock file, which must not be replaced while it's locked."""
        if self._lock:
            self._lock.seek(0)
            self._lock.truncate()
            self._lock.write(f"{purpose}\n{os.getpid()}\n{address}\n")
            self._lock.flush()


def environment(
    state: State, address: str, database: Mapping[str, str], *, is_hermetic: bool = False
) -> dict[str, str]:
    """Return the environment of the site's processes. `database` has the database's variables.

    The caller's own environment overrides our defaults, unless `is_hermetic`.
    Container images forbid bytecode to stay small. Here, each process would compile the site.
    """
    said = {name: value for name, value in os.environ.items() if value.strip()}
    said.pop("PYTHONDONTWRITEBYTECODE", None)
    if is_hermetic:
        said = {name: value for name, value in said.items() if name not in settings_variables()}
    return {
        **state.keys(),
        "SITE_URL": address,
        "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]",
        "SECURITY_TXT_EXPIRES_ON": in_a_year(),
        **said,
        **database,
        "VAR": str(state.folder),
        "DJANGO_SETTINGS_MODULE": "campaign.settings",
        "PYTHONUNBUFFERED": "1",
    }


def in_a_year() -> str:
    today = datetime.datetime.now(datetime.UTC).date()
    return (today + datetime.timedelta(days=365)).isoformat()


def settings_variables() -> set[str]:
    """Return the names of the variables the site reads, from .env.example."""
    example = (CHECKOUT / ".env.example").read_text(encoding="utf-8")
    return set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
