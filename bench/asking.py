"""Who asks for pages: wrk for those that are finished, one connection for those made again.

Not run by itself.
"""

from __future__ import annotations

import contextlib
import http.client
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from served import DATABASE, Site, children, cpu_seconds, process_id

# The core of programs that ask, and how.
CORE = "1"
CONNECTIONS, SECONDS = 4, 1
# For how long a page is made again and again.
COLD_SECONDS = 0.25
# What servers add by themselves.
OF_THE_SERVER = {"server", "date", "connection", "transfer-encoding"}

Headers = dict[str, str]


class Answer(NamedTuple):
    status: str
    headers: list[tuple[str, str]]
    body: str


class Round(NamedTuple):
    """What wrk and the kernel say of one round: a second, seconds, and CPU seconds a request."""

    rate: float
    p50: float
    p99: float
    cpu: float


class Server(NamedTuple):
    """Where something is served, by which process, and the CPU seconds that took so far."""

    address: str
    process: int
    spent: Callable[[], float]

    def answer(self, path: str, headers: Headers) -> Answer:
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc)
        with contextlib.closing(connection):
            # Not by its own Accept-Encoding.
            connection.putrequest("GET", path, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            response = connection.getresponse()
            kept = [each for each in response.getheaders() if each[0].lower() not in OF_THE_SERVER]
            body = response.read().decode("latin-1")
            return Answer(f"{response.status} {response.reason}", kept, body)

    def round(self, path: str, headers: Headers) -> Round:
        """Ask for a page again and again, on all connections."""
        command = ["taskset", "--cpu-list", CORE, "wrk", "--latency", "--threads=1"]
        command += [f"--connections={CONNECTIONS}", f"--duration={SECONDS}s"]
        command += [f"--header={name}: {value}" for name, value in headers.items()]
        before = self.spent()
        said = subprocess.run(
            [*command, f"{self.address}{path}"], capture_output=True, text=True, check=True
        ).stdout
        spent = self.spent() - before
        assert "Non-2xx" not in said, said
        assert "Socket errors" not in said, said
        count = int(found(r"(\d+) requests in", said))
        return Round(
            float(found(r"Requests/sec:\s+([\d.]+)", said)),
            seconds(found(r"\n +50% +(\S+)", said)),
            seconds(found(r"\n +99% +(\S+)", said)),
            spent / count,
        )


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, text
    return match[1]


def seconds(text: str) -> float:
    """Read a time of wrk, such as 1.23ms."""
    for unit, size in (("us", 1e-6), ("ms", 1e-3), ("s", 1)):
        if text.endswith(unit):
            return float(text.removesuffix(unit)) * size
    raise ValueError(text)


class Cost(NamedTuple):
    """What it takes to make a page: milliseconds of CPU, queries, bytes."""

    web: float
    database: float
    queries: int
    size: int

    @property
    def both(self) -> float:
        return self.web + self.database


class Reader:
    """Someone who has pages made again by one worker of a site, over one connection."""

    def __init__(self, site: Site, name: str = DATABASE) -> None:
        settings = {**site.settings_for(name), "WEB_CONCURRENCY": "1"}
        address, web = site.serve("--pythonpath=bench", "cold:application", settings=settings)
        self.postgres_id, self.master_id = site.postgres_id, process_id(web)
        self.asked_at = time.monotonic()
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)

    def ask(self, path: str, **headers: str) -> tuple[int, int]:
        """Return the queries and the bytes of an answer."""
        if time.monotonic() > self.asked_at + 1:
            self.connection.close()  # The site closes one on which nothing comes for a while.
        self.asked_at = time.monotonic()
        self.connection.request("GET", path, headers={"Accept-Encoding": "identity", **headers})
        response = self.connection.getresponse()
        size = 0
        while part := response.read(65_536):
            size += len(part)
        assert response.status == 200, f"{path} was answered with {response.status}."
        return int(response.headers["X-Queries"]), size

    def warm(self, path: str, **headers: str) -> None:
        """Let the process read what it reads once, which can take long on a busy machine."""
        for _attempt in range(9):
            with contextlib.suppress(AssertionError):
                self.ask(path, **headers)
                return
        self.ask(path, **headers)

    def cost(self, path: str, **headers: str) -> Cost:
        """Ask for some time; return what one request costs."""
        before, end, answers = self._spent(), time.perf_counter() + COLD_SECONDS, []
        while len(answers) < 2 or time.perf_counter() < end:
            answers.append(self.ask(path, **headers))
        web, database = (
            (now - then) / len(answers) * 1000
            for now, then in zip(self._spent(), before, strict=True)
        )
        # A second may pass, and somebody looks whether anything changed.
        return Cost(web, database, min(each for each, _size in answers), answers[-1][1])

    def _spent(self) -> tuple[float, float]:
        return cpu_seconds(self.master_id), cpu_seconds(self.postgres_id)

    def begins_after(self, path: str) -> float:
        """Return the seconds until the first byte of a file comes. Reads all of it."""
        self.connection.close()
        began = time.perf_counter()
        self.connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        response = self.connection.getresponse()
        response.read(1)
        seconds = time.perf_counter() - began
        while response.read(65_536):
            pass
        return seconds

    def peak_mib(self, path: str) -> float:
        """Return by how much memory grows while a file is sent."""
        self.ask(path)
        [worker] = children(self.master_id)
        # The peak starts over from here (proc_pid_clear_refs).
        Path(f"/proc/{worker}/clear_refs").write_text("5")
        before = peak_kibibytes(worker)
        self.ask(path)
        return (peak_kibibytes(worker) - before) / 1024


def peak_kibibytes(process: int) -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    assert found
    return int(found[1])
