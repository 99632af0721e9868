"""What visitors get while more pages are asked for than can be made, and while the site reloads.

    .venv/bin/python bench/overload.py
    .venv/bin/python bench/overload.py --long

Serves the demo by gunicorn as it is deployed. Searches, which are never kept, are asked for on 64
and 256 connections at once, each as soon as the answer before is there. Then 16 connections ask for
pages while the site reloads, three times. Last, 300 connections ask for the largest file, each
again a second after it was refused, while ten visitors read pages: first of gunicorn, then through
nginx if this machine has it. Exits 1 where a goal is missed. Nothing is left behind.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from itertools import count, pairwise
from pathlib import Path
from urllib.parse import urlsplit

from served import process_id, throwaway_site

from campaign.devserver.site_processes import management_command
from tests.nginx import PROGRAM, nginx

CONNECTIONS = (64, 256)
MOST_SECONDS = 1.0
RELOADS = 3
FILE, READERS, VISITORS = "/tracker.json", 300, 10
# The requests of the reloads, in each form.
LONG, SHORT = 10_000, 3_000
numbers = count()


def search() -> str:
    return f"/tracker/?q=a{next(numbers)}"


def page() -> str:
    return ("/", "/mission/", "/tracker/")[next(numbers) % 3]


class Load:
    """Connections that ask for one thing after another, and what they got."""

    def __init__(self, address: str, path: Callable[[], str], *, rests_seconds: float = 0) -> None:
        self.host = urlsplit(address).netloc
        self.path = path
        self.rests_seconds = rests_seconds  # after a refusal
        self.seconds: dict[int, list[float]] = {}
        self.answered_at: list[float] = []
        self.failures: Counter[str] = Counter()

    async def run(self, connections: int, goes_on: Callable[[], bool]) -> None:
        await asyncio.gather(*(self._ask_on_and_on(goes_on) for _each in range(connections)))

    async def _ask_on_and_on(self, goes_on: Callable[[], bool]) -> None:
        link: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        while goes_on():
            started = time.perf_counter()
            try:
                link = link or await asyncio.open_connection(*self.host.split(":"))
                status, is_last = await self._ask(*link)
            except (OSError, asyncio.IncompleteReadError) as error:
                self.failures[type(error).__name__] += 1
                link = None
                continue
            now = time.perf_counter()
            self.answered_at.append(now)
            self.seconds.setdefault(status, []).append(now - started)
            if is_last:
                link[1].close()
                link = None
            if status == 503:
                await asyncio.sleep(self.rests_seconds)
        if link:
            link[1].close()

    async def _ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[int, bool]:
        writer.write(f"GET {self.path()} HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0] or -1)
        while length == -1:  # in parts, each with its length; the last one has none
            size = int(await reader.readuntil(b"\r\n"), 16)
            await reader.readexactly(size + 2)
            length = 0 if size == 0 else -1
        await reader.readexactly(length)
        return int(head.split()[1]), b"connection: close" in head

    def at_percent(self, status: int, percent: float) -> float:
        """Return within how many seconds so many of the answers with a status came."""
        found = sorted(self.seconds.get(status, [0.0]))
        return found[min(len(found) - 1, int(len(found) * percent / 100))]

    @property
    def longest_pause(self) -> float:
        """Return for how many seconds nobody was answered, at worst."""
        times = sorted(self.answered_at)
        return max(after - before for before, after in pairwise(times))


def overload(address: str, connections: int, seconds: float) -> bool:
    """Print what became of a rush; return whether the goals were met."""
    load, end = Load(address, search), time.perf_counter() + seconds
    asyncio.run(load.run(connections, lambda: time.perf_counter() < end))
    time.sleep(1)
    after = Load(address, search)
    asyncio.run(after.run(1, lambda: not after.answered_at))
    served, refused = (len(load.seconds.get(status, [])) / seconds for status in (200, 503))
    others = {*load.seconds} - {200, 503}
    is_good = (
        load.at_percent(200, 99) <= MOST_SECONDS and not others and not load.failures and served > 0
    )
    is_good &= list(after.seconds) == [200]
    print(
        f"{connections:>4} connections: {served:>4.0f} served a second, p99 "
        f"{load.at_percent(200, 99):.2f} s; {refused:>4.0f} refused, p99 "
        f"{load.at_percent(503, 99):.2f} s; a second later {after.seconds}"
        f"{'' if is_good else f'   missed {others} {dict(load.failures)}'}"
    )
    return is_good


def workers(master_id: int) -> set[int]:
    """Return the processes of a gunicorn."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            if int(parent) == master_id:
                found.add(int(entry.name))
    return found


def wait_until_gone(master_id: int, old: set[int]) -> None:
    deadline = time.monotonic() + 120
    while old & workers(master_id):
        assert time.monotonic() < deadline, "The old processes go on."
        time.sleep(0.1)


def reload(address: str, master_id: int, requests: int) -> bool:
    """Print what became of visitors while the site reloaded; return whether the goals were met."""
    load = Load(address, page)

    async def reload_meanwhile() -> None:
        is_done = False
        asking = load.run(16, lambda: not is_done or len(load.answered_at) < requests)
        task = asyncio.create_task(asking)
        for _reload in range(RELOADS):
            old = workers(master_id)
            os.kill(master_id, signal.SIGHUP)
            await asyncio.to_thread(wait_until_gone, master_id, old)
        is_done = True
        await task

    asyncio.run(reload_meanwhile())
    refused = len(load.seconds.get(503, []))
    slowest = max(max(each) for each in load.seconds.values())
    is_good = not load.failures and {*load.seconds} == {200}
    is_good &= load.longest_pause <= MOST_SECONDS
    print(
        f"{RELOADS} reloads: {len(load.answered_at)} answers, {refused} of them 503, "
        f"{dict(load.failures) or 'no'} failures, slowest {slowest:.2f} s, longest pause "
        f"{load.longest_pause:.2f} s{'' if is_good else '   missed'}"
    )
    return is_good


def largest_file(title: str, address: str, seconds: float) -> bool:
    """Print what became of visitors while many took a file; return whether the goals were met."""
    readers, visitors = Load(address, lambda: FILE, rests_seconds=1), Load(address, page)
    end = time.perf_counter() + seconds

    async def both() -> None:
        def goes_on() -> bool:
            return time.perf_counter() < end

        await asyncio.gather(readers.run(READERS, goes_on), visitors.run(VISITORS, goes_on))

    asyncio.run(both())
    p99 = visitors.at_percent(200, 99)
    is_good = {*visitors.seconds} == {200} and not visitors.failures and p99 <= MOST_SECONDS
    is_good &= {*readers.seconds} <= {200, 503} and not readers.failures
    print(
        f"{READERS} take {FILE}, {title}: {len(readers.seconds.get(200, []))} got it, "
        f"{len(readers.seconds.get(503, []))} refusals; {len(visitors.answered_at)} answers to "
        f"{VISITORS} visitors, p99 {p99:.2f} s"
        f"{'' if is_good else f'   missed {[*visitors.seconds]} {dict(visitors.failures)}'}"
    )
    return is_good


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--long", action="store_true")
    arguments = parser.parse_args()
    with throwaway_site(is_durable=False) as site:
        site.supervisor.complete(management_command("Building the demo", site.settings, "demo"))
        address, web = site.serve()
        for path in ("/", "/mission/", "/tracker/"):
            asyncio.run(warm(address, path))
        seconds = 20.0 if arguments.long else 5.0
        met = [overload(address, connections, seconds) for connections in CONNECTIONS]
        met.append(reload(address, process_id(web), LONG if arguments.long else SHORT))
        # The demo has few rows, so files come in parts from 100 kB on.
        address, _web = site.serve("--pythonpath=bench", "small_files:application")
        met.append(largest_file("without nginx", address, seconds))
        if Path(PROGRAM).exists():
            with (
                tempfile.TemporaryDirectory(prefix="nnn-nginx-") as folder,
                nginx(Path(folder), urlsplit(address).port or 0) as port,
            ):
                through = f"http://127.0.0.1:{port}"
                met.append(largest_file("through nginx", through, seconds))
        print(f"goals: p99 of pages served at most {MOST_SECONDS} s, no failure, no longer pause")
    return int(not all(met))


async def warm(address: str, path: str) -> None:
    load = Load(address, lambda: path)
    await load.run(1, lambda: len(load.answered_at) < 5)


if __name__ == "__main__":
    sys.exit(main())
