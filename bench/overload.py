"""What visitors get while more pages are asked for than can be made, and while the site reloads.

    .venv/bin/python bench/overload.py
    .venv/bin/python bench/overload.py --long

Serves the demo by gunicorn as it is deployed. Searches, which are never kept, are asked for on 64
and 256 connections at once, each as soon as the answer before is there. Then 16 connections ask for
pages while the site reloads, three times. Last, 300 connections ask for the largest file, each
again a second after it was refused, while ten visitors read pages: first of gunicorn, then through
nginx if this machine has it. The long form does that with a hundred times the demo, too. Exits 1
where a goal is missed. Nothing is left behind.
"""

from __future__ import annotations

import asyncio
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

from figures import Figures, wants_long
from growth import multiply
from served import children, process_id, throwaway_site

from tests.nginx import PROGRAM, nginx

CONNECTIONS = (64, 256)
MOST_SECONDS = 1.0
RELOADS = 3
FILE, READERS, VISITORS = "/tracker.json", 300, 10
# How many times the demo the largest file holds with --long.
TIMES = 100
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

    def failed(self, *expected: int) -> int:
        """Return how many answers didn't come, or had another status."""
        others = sum(len(each) for code, each in self.seconds.items() if code not in expected)
        return others + self.failures.total()

    @property
    def longest_pause(self) -> float:
        """Return for how many seconds nobody was answered, at worst."""
        times = sorted(self.answered_at)
        return max(after - before for before, after in pairwise(times))


def overload(address: str, connections: int, seconds: float, figures: Figures) -> None:
    """Show what became of a rush."""
    load, end = Load(address, search), time.perf_counter() + seconds
    asyncio.run(load.run(connections, lambda: time.perf_counter() < end))
    time.sleep(1)
    after = Load(address, search)
    asyncio.run(after.run(1, lambda: not after.answered_at))
    served, refused = (len(load.seconds.get(status, [])) / seconds for status in (200, 503))
    what = f"{connections} connections"
    figures.explain(f"{what}: {served:.0f} served and {refused:.0f} refused a second")
    figures.at_least(f"{what}: pages served at all", len(load.seconds.get(200, [])), 1)
    figures.at_most(f"{what}: p99 of pages served", load.at_percent(200, 99), MOST_SECONDS, "s")
    figures.at_most(f"{what}: p99 of refusals", load.at_percent(503, 99), None, "s")
    figures.at_most(f"{what}: failures", load.failed(200, 503), 0)
    figures.at_most(f"{what}: a second later, failures", after.failed(200), 0)
    figures.at_most(f"{what}: a second later", max(after.seconds.get(200, [0])), None, "s")


def wait_until_gone(master_id: int, old: set[int]) -> None:
    deadline = time.monotonic() + 120
    while old & {*children(master_id)}:
        assert time.monotonic() < deadline, "The old processes go on."
        time.sleep(0.1)


def reload(address: str, master_id: int, requests: int, figures: Figures) -> None:
    """Show what became of visitors while the site reloaded."""
    load = Load(address, page)

    async def reload_meanwhile() -> None:
        is_done = False
        asking = load.run(16, lambda: not is_done or len(load.answered_at) < requests)
        task = asyncio.create_task(asking)
        for _reload in range(RELOADS):
            old = {*children(master_id)}
            os.kill(master_id, signal.SIGHUP)
            await asyncio.to_thread(wait_until_gone, master_id, old)
        is_done = True
        await task

    asyncio.run(reload_meanwhile())
    what = f"{RELOADS} reloads"
    slowest = max(max(each) for each in load.seconds.values())
    figures.explain(f"{what}: {len(load.answered_at):,} answers, the slowest after {slowest:.2f} s")
    figures.at_most(f"{what}: failures and refusals", load.failed(200), 0)
    figures.at_most(f"{what}: longest pause", load.longest_pause, MOST_SECONDS, "s")


def largest_file(title: str, address: str, seconds: float, figures: Figures) -> None:
    """Show what became of visitors while many took a file."""
    readers, visitors = Load(address, lambda: FILE, rests_seconds=1), Load(address, page)
    end = time.perf_counter() + seconds

    async def both() -> None:
        def goes_on() -> bool:
            return time.perf_counter() < end

        await asyncio.gather(readers.run(READERS, goes_on), visitors.run(VISITORS, goes_on))

    asyncio.run(both())
    what = f"{READERS} take {FILE}, {title}"
    got, refused = (len(readers.seconds.get(status, [])) for status in (200, 503))
    figures.explain(f"{what}: {got:,} got it, {refused:,} were refused")
    figures.at_most(f"{what}: their failures", readers.failed(200, 503), 0)
    figures.at_least(f"{what}: pages for {VISITORS} visitors", len(visitors.answered_at), 1)
    figures.at_most(f"{what}: failures of visitors", visitors.failed(200), 0)
    p99 = visitors.at_percent(200, 99)
    figures.at_most(f"{what}: p99 of visitors", p99, MOST_SECONDS, "s")


def main() -> int:
    is_long = wants_long(__doc__)
    with throwaway_site(is_durable=False, has_demo=True) as site:
        address, web = site.serve()
        for path in ("/", "/mission/", "/tracker/"):
            asyncio.run(warm(address, path))
        seconds = 20.0 if is_long else 5.0
        figures = Figures("More asked for than can be made, and a site that reloads")
        for connections in CONNECTIONS:
            overload(address, connections, seconds, figures)
        reload(address, process_id(web), LONG if is_long else SHORT, figures)
        # The demo has few rows, so files come in parts from 100 kB on.
        small, _web = site.serve("--pythonpath=bench", "small_files:application")
        addresses = {"": small}
        if is_long:
            times = site.settings_for(multiply(site, TIMES))
            addresses[f"{TIMES} × the demo, "], _web = site.serve(settings=times)
        for what, address in addresses.items():
            largest_file(f"{what}without nginx", address, seconds, figures)
            if Path(PROGRAM).exists():
                with (
                    tempfile.TemporaryDirectory(prefix="nnn-nginx-") as folder,
                    nginx(Path(folder), urlsplit(address).port or 0) as port,
                ):
                    through = f"http://127.0.0.1:{port}"
                    largest_file(f"{what}through nginx", through, seconds, figures)
    return figures.exit_code


async def warm(address: str, path: str) -> None:
    load = Load(address, lambda: path)
    await load.run(1, lambda: len(load.answered_at) < 5)


if __name__ == "__main__":
    sys.exit(main())
