"""What benches of the served site share: a throwaway server, gunicorn, visitors, CPU seconds.

Not run by itself. Everything is started on this machine, listens on 127.0.0.1 or a closed socket,
and ends with the `with` block that started it. BENCH_SITE may name a folder that `prepare` filled:
sites then begin as copies of it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))

import psycopg  # noqa: E402
from figures import Figures  # noqa: E402

from campaign.devserver.embedded_postgres import SUPERUSER  # noqa: E402
from campaign.devserver.make import NAMED_DATABASE, database  # noqa: E402
from campaign.devserver.postgres_database import DATABASE, ROLE, database_url  # noqa: E402
from campaign.devserver.site_processes import (  # noqa: E402
    collect_static_files,
    listen,
    management_command,
    migrations,
    wait_until_served,
    web_server,
)
from campaign.devserver.state_folder import State, environment  # noqa: E402
from campaign.devserver.supervisor import Supervisor, SupervisorError  # noqa: E402
from campaign.lib.processes import Child, StopSignals  # noqa: E402

SLUG = "measured"
# The variable that names a prepared folder, and the database in it that has the demo.
TEMPLATE, DEMO = "BENCH_SITE", "demo"
numbers = count(1)


@dataclasses.dataclass
class Site:
    """A database server of our own, and the `settings` of the site's processes."""

    supervisor: Supervisor
    settings: dict[str, str]

    @property
    def postgres_id(self) -> int:
        """Return the process number of the database server."""
        return process_id(self.supervisor.children[0])

    def superuser(self, name: str = DATABASE) -> psycopg.Connection:
        """Return a connection that may change the server's settings."""
        url = database_url(Path(self.settings["PGHOST"]), SUPERUSER, name)
        return psycopg.connect(url, autocommit=True)

    def settings_for(self, name: str) -> dict[str, str]:
        """Return the settings of a site on another database of the server."""
        return {
            **self.settings,
            "DATABASE_URL": database_url(Path(self.settings["PGHOST"]), ROLE, name),
        }

    def change(self, name: str, value: object) -> None:
        """Set one of the server's parameters, for everybody, from the next statement on."""
        with self.superuser() as connection:
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
            connection.execute("SELECT pg_reload_conf()")
        time.sleep(0.2)

    def serve(self, *options: str, settings: dict[str, str] | None = None) -> tuple[str, Child]:
        """Start gunicorn as it is deployed, but for `options`; return its address and process."""
        listener = listen(0)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        web = web_server({**(settings or self.settings), "SITE_URL": address}, listener)
        web.command = [*web.command, *options]
        self.start(web)
        try:
            wait_until_served(address, web, self.supervisor.signals)
        except SupervisorError:
            sys.stderr.write(self.log.read_text())
            raise
        listener.close()
        return address, web

    def start(self, child: Child) -> None:
        """Start a process that ends with the site. What it logs isn't shown."""
        child.log = self.log
        self.supervisor.start(child)

    @property
    def log(self) -> Path:
        return Path(self.settings["VAR"], "processes.log")


@contextlib.contextmanager
def throwaway_site(*, is_durable: bool, has_demo: bool = False) -> Iterator[Site]:
    """Give a site, empty or with the demo, that is gone afterwards; set up Django."""
    if NAMED_DATABASE:
        sys.exit("Unset DATABASE_URL: this changes settings of the server, and starts its own.")
    with tempfile.TemporaryDirectory(prefix="nnn-bench-") as folder:
        template = os.environ.get(TEMPLATE)
        if template:
            # The database belongs to another account if we are root.
            subprocess.run(["cp", "-a", f"{template}/.", folder], check=True)
        with started(Path(folder), is_durable=is_durable) as site:
            if template:
                drop, keep = (DATABASE, DEMO) if has_demo else (DEMO, "")
                with site.superuser("postgres") as server:
                    server.execute(f"DROP DATABASE {drop}")
                    if keep:
                        server.execute(f"ALTER DATABASE {keep} RENAME TO {DATABASE}")
            else:
                migrate(site)
                if has_demo:
                    build_demo(site, DATABASE)
            os.environ.update(site.settings)
            import django

            django.setup()
            yield site


def prepare(folder: Path) -> None:
    """Fill a folder with a site that others begin as copies of, both empty and with the demo."""
    with started(folder, is_durable=False) as site:
        migrate(site)
        with site.superuser("postgres") as server:
            server.execute(f"CREATE DATABASE {DEMO} TEMPLATE {DATABASE} OWNER {ROLE}")
        build_demo(site, DEMO)


@contextlib.contextmanager
def started(folder: Path, *, is_durable: bool) -> Iterator[Site]:
    """Give a server whose data is in `folder`."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    signals = StopSignals()
    state = State(folder)
    state.acquire("a bench")
    state.keys()
    with database(state, signals, is_durable=is_durable) as (supervisor, variables):
        settings = environment(state, "http://127.0.0.1:8000", variables, is_hermetic=True)
        # Each request says where it comes from, so that no limit is met.
        settings["TRUSTED_PROXIES"] = "1"
        yield Site(supervisor, settings)


def stop(number: int, _frame: object) -> None:
    """End what was started, and then this process."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    sys.exit(128 + number)


def migrate(site: Site) -> None:
    site.supervisor.complete(migrations(site.settings))
    collect_static_files(site.supervisor, site.settings)


def build_demo(site: Site, name: str) -> None:
    demo = management_command("Building the demo", site.settings_for(name), "demo")
    site.supervisor.complete(demo)
    with site.superuser(name) as connection:
        # A server that isn't thrown away does so by itself.
        connection.execute("VACUUM (ANALYZE)")


class Visitor:
    """A browser that stays connected; every request comes from another network."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        name, _colon, port = self.host.partition(":")
        self.socket = socket.create_connection((name, int(port)), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def sign(self, email: str) -> None:
        """Sign the petition; raise AssertionError for any answer but the one to everybody."""
        self.send(signing(self.host, email))

    def send(self, form: bytes) -> None:
        """Send the request of `signing`, as `sign` does."""
        status = self.ask(form)
        assert status == 200, f"A signature was answered with {status}."

    def get(self, path: str) -> None:
        """Open a page; raise AssertionError where it is not there."""
        status = self.ask(f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode())
        assert status == 200, f"{path} was answered with {status}."

    def ask(self, request: bytes) -> int:
        """Send a request, read the whole answer, return its status."""
        self.socket.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _blank, body = answer.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        left = length - len(body)
        while left > 0:
            left -= len(self._more())
        return int(head.split(b" ", 2)[1])

    def close(self) -> None:
        self.socket.close()

    def _more(self) -> bytes:
        received = self.socket.recv(65_536)
        if not received:
            raise ConnectionError("The web server closed the connection.")
        return received


def form(email: str) -> dict[str, str]:
    """Return what somebody fills in who signs."""
    return {"name": "Ines Basalt", "email": email, "postal_code": "48226", "agrees_to_mail": "on"}


def a_network() -> str:
    """Return an address in a network that nobody came from before."""
    number = next(numbers)
    return f"2001:{number >> 16:x}:{number & 0xFFFF:x}::1"


def signing(host: str, email: str, slug: str = SLUG) -> bytes:
    """Return the request that a browser sends with the form."""
    body = urlencode(form(email))
    return (
        f"POST /petitions/{slug}/sign/ HTTP/1.1\r\nHost: {host}\r\n"
        f"X-Forwarded-For: {a_network()}\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        f"{body}"
    ).encode()


def someone_new(domain: str = "gmail.com") -> str:
    """Return an address that nobody signed with before, at a provider that many people have."""
    return f"new{next(numbers)}@{domain}"


def in_parallel(workers: Sequence[Callable[[], Any]]) -> None:
    """Call `workers`, each in a thread; raise what the first of them raised."""
    errors: list[BaseException] = []

    def guarded(work: Callable[[], Any]) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=[work]) for work in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def slow_commits(site: Site, *, microseconds: int) -> None:
    """Let each writing of the log take so much longer; 0 for as long as the disk takes.

    With commit_siblings 0, the process that writes the log for waiting commits first sleeps for
    commit_delay; the others wait for that one, and all keep the locks of their rows.
    """
    site.change("commit_siblings", 0)
    site.change("commit_delay", microseconds)


def compare_rates(
    figures: Figures, what: str, rates: dict[str, list[float]], *, least: float | None = None
) -> None:
    """Show the middle rates and, round by round, the first divided by the second."""
    (first, ones), (second, others) = rates.items()
    ratios = [one / other for one, other in zip(ones, others, strict=True)]
    figures.explain(
        f"{what}: {statistics.median(ones):,.0f} a second {first}, "
        f"{statistics.median(others):,.0f} {second}, {len(ones)} rounds"
    )
    figures.at_least(f"{what}: {first} ÷ {second}", statistics.median(ratios), least)


def process_id(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


def children(*parents: int) -> Iterator[int]:
    """Yield the numbers of the living children of processes."""
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            # What follows the name, which may hold blanks: state, parent, …
            if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) in parents:
                yield int(entry.name)


def own_cpu_seconds(process: int) -> float:
    """Return the CPU time of one process so far, by its threads; 0 if it is gone."""
    spent = 0
    for thread in Path(f"/proc/{process}/task").glob("*"):
        with contextlib.suppress(OSError):
            spent += int((thread / "schedstat").read_text().split()[0])
    return spent / 1e9


def cpu_seconds(*parents: int) -> float:
    """Return the CPU time of the living children of processes so far."""
    return sum(own_cpu_seconds(each) for each in children(*parents))


def cpu_here(site: Site) -> float:
    """Return the CPU time of this process and of the database so far."""
    return time.process_time() + cpu_seconds(site.postgres_id)
