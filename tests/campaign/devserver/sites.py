"""Real sites, started as `make run` starts them, for the tests that stop and kill them."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from campaign.devserver.state_folder import CHECKOUT, settings_variables

PATIENCE_SECONDS = 120


def wait_for(condition: Callable[[], object], what: str) -> None:
    """Return when `condition` holds; fail the test when it does not in time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"still waiting for {what}"
        time.sleep(0.1)


def clean_environment(**more: str) -> dict[str, str]:
    """Return an environment in which nothing of the site is configured, and `more`."""
    own = {*settings_variables(), "DJANGO_SETTINGS_MODULE", "PORT", "PGHOST"}
    kept = {name: value for name, value in os.environ.items() if name not in own}
    return {**kept, "WEB_CONCURRENCY": "1", "DEMO": "0", **more}


def make(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the Makefile to its end."""
    return subprocess.run(
        [sys.executable, "-m", "campaign.devserver.make", *arguments],
        cwd=CHECKOUT,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


class Site:
    """A site that runs with its state in `var`."""

    def __init__(self, var: Path, port: int = 0, **environment: str) -> None:
        self.var = var
        copy_static_files(var)
        self.output = var.with_name(f"{var.name}.output")
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "campaign.devserver.make", "run"],
                cwd=CHECKOUT,
                env=clean_environment(VAR=str(var), PORT=str(port), **environment),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        wait_for(lambda: self._address() or not self.is_running(), "the site")
        address = self._address()
        assert address, self.output.read_text()
        self.port = int(address)

    def is_running(self) -> bool:
        """Say whether the supervisor lives."""
        return self.process.poll() is None

    def status(self, path: str) -> int:
        """Fetch `path` of the site and return the status."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def is_ready(self) -> bool:
        """Say whether the web server and the database answer."""
        try:
            return self.status("/readyz") == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False

    def processes(self) -> list[int]:
        """Return the numbers of all processes that the supervisor started."""
        return descendants(self.process.pid)

    def child(self, part: str) -> int | None:
        """Return the number of the supervisor's own child with `part` in its command."""
        for number in all_processes():
            if parent(number) == self.process.pid and part in command(number):
                return number
        return None

    def stop(self) -> int:
        """End the site as Ctrl-C does; return its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_SECONDS)

    def _address(self) -> str | None:
        found = re.search(r"The site is at http://127\.0\.0\.1:(\d+) ", self.output.read_text())
        return found[1] if found else None


def copy_static_files(var: Path) -> None:
    """Give a new site the static files that `make test` collected, because that takes longest."""
    collected = Path(os.environ["VAR"])
    if not (var / "static").exists():
        var.mkdir(mode=0o700, exist_ok=True)
        shutil.copytree(collected / "static", var / "static")
        shutil.copy(collected / "static.stamp", var / "static.stamp")


def descendants(number: int) -> list[int]:
    """Return the process numbers below `number`."""
    parents = {child: parent(child) for child in all_processes()}
    found: list[int] = []
    for candidate in parents:
        ancestor: int | None = parents[candidate]
        while ancestor in parents and ancestor != number:
            ancestor = parents[ancestor]
        if ancestor == number:
            found.append(candidate)
    return found


def all_processes() -> Iterable[int]:
    """Return the numbers of all processes."""
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]


def process_status(number: int) -> list[str]:
    """Return what /proc says about a process, from its state on; nothing when it has ended."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def parent(number: int) -> int | None:
    """Return the number of the process that started `number`."""
    fields = process_status(number)
    return int(fields[1]) if fields else None


def is_alive(number: int) -> bool:
    """Say whether a process runs; one that only waits to be collected does not."""
    fields = process_status(number)
    return bool(fields) and fields[0] != "Z"


def command(number: int) -> str:
    """Return the command line of a process."""
    try:
        return Path(f"/proc/{number}/cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""
