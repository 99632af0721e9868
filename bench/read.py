"""How quickly the site sends pages that are finished, beside a bare WSGI application.

    .venv/bin/python bench/read.py
    .venv/bin/python bench/read.py --long

Both are served by gunicorn as it is deployed, with one worker each, and send the same bytes and
headers: plain, gzip, and 304. They take turns within one run, and each ratio is the middle one of
rounds beside each other: bare CPU through ours, and our requests a second through the bare ones.
Exits 1 where a goal is missed. Nothing is left behind.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from served import cpu_seconds, process_id, throwaway_site

from campaign.devserver.site_processes import management_command

PATHS = (
    *("/", "/tracker/", "/tracker/ca/", "/petitions/investigate-ice/", "/tracker.json"),
    *("/tracker.csv", "/mission/"),
)
SHORT_PATHS = ("/", "/tracker/", "/petitions/investigate-ice/")
# Rounds, and seconds of each.
LONG, SHORT = (9, 2.0), (5, 1.0)
CONNECTIONS = 4
LEAST_CPU, LEAST_RATE = 0.70, 0.60
# What gunicorn adds by itself.
OF_THE_SERVER = {"server", "date", "connection", "transfer-encoding"}


class Asked(NamedTuple):
    """One kind of request, and how both servers answer it."""

    path: str
    kind: str
    headers: dict[str, str]
    answer: tuple[str, list[tuple[str, str]], str]

    @property
    def key(self) -> str:
        is_had = "If-None-Match" in self.headers
        return f"{self.path} {self.headers.get('Accept-Encoding', '')} {is_had}"


class Round(NamedTuple):
    """What one second of asking took."""

    rate: float
    cpu: float


class Reader:
    """A few kept connections that ask for the same again and again and look at nothing."""

    def __init__(self, address: str, master_id: int) -> None:
        self.host = urlsplit(address).netloc
        self.master_id = master_id
        self.sockets: list[socket.socket] = []
        self.buffer = bytearray(2**22)

    def connect(self) -> None:
        """Open new connections: the server closed those that were idle meanwhile."""
        for each in self.sockets:
            each.close()
        name, _colon, port = self.host.partition(":")
        at = (name, int(port))
        self.sockets = [socket.create_connection(at, timeout=20) for _one in range(CONNECTIONS)]

    def answer(self, path: str, headers: dict[str, str]) -> tuple[str, list[tuple[str, str]], str]:
        """Return status, headers and body of one answer."""
        connection = http.client.HTTPConnection(self.host)
        # Not by its own Accept-Encoding.
        connection.putrequest("GET", path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        kept = [pair for pair in response.getheaders() if pair[0].lower() not in OF_THE_SERVER]
        body = response.read().decode("latin-1")
        connection.close()
        return f"{response.status} {response.reason}", kept, body

    def ask(self, asked: Asked, seconds: float) -> Round:
        """Ask for so long on all connections."""
        lines = [f"GET {asked.path} HTTP/1.1", f"Host: {self.host}"]
        lines += [f"{name}: {value}" for name, value in asked.headers.items()]
        request = ("\r\n".join(lines) + "\r\n\r\n").encode()
        self.connect()
        size = self._size(request)
        cpu, start, count = cpu_seconds(self.master_id), time.perf_counter(), 0
        while time.perf_counter() < start + seconds:
            for each in self.sockets:
                each.sendall(request)
            for each in self.sockets:
                self._read(each, size)
            count += CONNECTIONS
        took = time.perf_counter() - start
        return Round(count / took, (cpu_seconds(self.master_id) - cpu) / count)

    def _size(self, request: bytes) -> int:
        """Return how many bytes one answer has, whose date is as long as any other."""
        one = self.sockets[0]
        one.sendall(request)
        size = 0
        while b"\r\n\r\n" not in self.buffer[:size]:
            size += self._more(one, size)
        head = bytes(self.buffer[:size]).partition(b"\r\n\r\n")[0]
        length = head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]
        whole = len(head) + 4 + int(length or 0)
        while size < whole:
            size += self._more(one, size)
        assert size == whole, f"{size} bytes instead of {whole}"
        return whole

    def _read(self, one: socket.socket, size: int) -> None:
        had = 0
        while had < size:
            had += self._more(one, had)

    def _more(self, one: socket.socket, had: int) -> int:
        received = one.recv_into(memoryview(self.buffer)[had:])
        assert received, "The server closed the connection."
        return received


def resident_mib(master_id: int) -> float:
    """Return the memory of the worker of a gunicorn."""
    found = 0
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == master_id:
                found += int((entry / "statm").read_text().split()[1])
    return found * os.sysconf("SC_PAGE_SIZE") / 2**20


def kinds(ours: Reader, paths: tuple[str, ...]) -> Iterator[Asked]:
    """Yield what is measured of each page, once it is finished."""
    for path in paths:
        for kind, headers in (("plain", {}), ("gzip", {"Accept-Encoding": "gzip"})):
            answer = ours.answer(path, headers)
            assert answer[0] == "200 OK", f"{path} was answered with {answer[0]}."
            yield Asked(path, kind, headers, answer)
        had = {**headers, "If-None-Match": dict(answer[1])["ETag"]}
        answer = ours.answer(path, had)
        assert answer[0].startswith("304"), f"{path} was answered with {answer[0]}."
        yield Asked(path, "304", had, answer)


def main(is_long: bool) -> int:
    rounds, seconds = LONG if is_long else SHORT
    os.environ["WEB_CONCURRENCY"] = "1"
    with throwaway_site(is_durable=False) as site:
        site.supervisor.complete(management_command("Building the demo", site.settings, "demo"))
        settings = {**site.settings, "WEB_CONCURRENCY": "1"}
        address, web = site.serve(settings=settings)
        ours = Reader(address, process_id(web))
        everything = list(kinds(ours, PATHS if is_long else SHORT_PATHS))
        answers = Path(site.settings["VAR"], "answers.json")
        answers.write_text(json.dumps({asked.key: asked.answer for asked in everything}))
        address, web = site.serve(
            *("--pythonpath=bench", "bare:application"),
            settings={**settings, "BARE_ANSWERS": str(answers)},
        )
        bare = Reader(address, process_id(web))
        for asked in everything:
            assert bare.answer(asked.path, asked.headers) == asked.answer, asked.path
        is_missed = False
        print(
            "page                            kind    req/s   bare      cpu µs  bare    cpu  req/s"
        )
        for asked in everything:
            pairs = [(ours.ask(asked, seconds), bare.ask(asked, seconds)) for _ in range(rounds)]
            cpu = statistics.median(other.cpu / own.cpu for own, other in pairs)
            rate = statistics.median(own.rate / other.rate for own, other in pairs)
            own, other = (
                Round(*map(statistics.median, zip(*side, strict=True)))
                for side in zip(*pairs, strict=True)
            )
            is_good = cpu >= LEAST_CPU and rate >= LEAST_RATE
            is_missed |= not is_good
            print(
                f"{asked.path:<30}  {asked.kind:<5} {own.rate:>7.0f} {other.rate:>6.0f} "
                f"{own.cpu * 1e6:>10.0f} {other.cpu * 1e6:>6.0f}  {cpu:>5.2f}  {rate:>5.2f}"
                f"{'' if is_good else '   missed'}"
            )
        print(f"the site's worker: {resident_mib(ours.master_id):.0f} MiB")
        print(f"goal: cpu at least {LEAST_CPU:.2f}, req/s at least {LEAST_RATE:.2f}")
    return int(is_missed)


if __name__ == "__main__":
    sys.exit(main(is_long="--long" in sys.argv))
