"""The day that everybody comes: 33 sign-ups and 2,000 views a second, for a minute, through nginx.

    .venv/bin/python bench/rush.py             # a quarter of a minute
    .venv/bin/python bench/rush.py --long

That is the UK Parliament's worst day. gunicorn, the job worker and the email sender run as they are
deployed, with nginx by deploy/nginx.conf in front. A mail server takes 100 ms for each email.
People sign with addresses at the providers that many have, each from another network, which nginx
passes on. Of the views 40 % are of the home page, 30 % of the petition, 20 % of the tracker and
10 % of 100 candidates. h2load asks for them on one core. Its CPU is shown, because the site goes
without it.

First there are five seconds of views of a site that just started and has no page finished: what it
refuses is shown without a goal. The minute begins when each process has seen each page. Halfway
through, a change makes every page out of date.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from figures import Figures, wants_long
from mail import Inbox, mail_server, start, worker
from served import (
    Site,
    Visitor,
    children,
    own_cpu_seconds,
    process_id,
    signing,
    someone_new,
    throwaway_site,
)

from campaign.devserver.site_processes import email_sender
from tests.nginx import nginx

LONG, SHORT = 60, 15
STARTING_SECONDS, VISITS = 5, 8
SLUG = "investigate-ice"
SIGN_UPS_A_SECOND = 33
VIEWS_A_SECOND = {"the home page": 800, "the petition": 600, "the tracker": 400, "candidates": 200}
CANDIDATES = 100
# nginx closes a connection after 1,000 requests, and h2load opens no other: that is after 100 s.
VIEWS_OF_A_PROCESS, CONNECTIONS = 40, 4
CORE = "1"
MOST_SECONDS = 1.0
PATIENCE_SECONDS = 60


class Found(NamedTuple):
    """What became of requests of a kind: the seconds of those answered well, and the others."""

    seconds: list[float]
    failures: Counter[str]

    def at_percent(self, percent: float) -> float:
        found = sorted(self.seconds) or [float("inf")]
        return found[min(len(found) - 1, int(len(found) * percent / 100))]


async def sign_one(port: int, number: int, due: float, emails: set[str], found: Found) -> None:
    """Sign as somebody from a network of their own, at a moment."""
    from pledges.mail.addresses import WELL_KNOWN_DOMAINS

    await asyncio.sleep(due - time.perf_counter())
    email = someone_new(WELL_KNOWN_DOMAINS[number % len(WELL_KNOWN_DOMAINS)])
    network = f"127.{1 + number // 250}.{number % 250}.1"
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(network, 0))
        with contextlib.closing(writer):
            writer.write(signing("127.0.0.1", email, SLUG))
            head = await reader.readuntil(b"\r\n\r\n")
    except (OSError, asyncio.IncompleteReadError) as error:
        found.failures[type(error).__name__] += 1
        return
    status = head.split()[1].decode()
    if status == "200":
        emails.add(email)
        found.seconds.append(time.perf_counter() - due)
    else:
        found.failures[status] += 1


async def sign_all(port: int, seconds: int) -> tuple[set[str], Found]:
    """Sign at an even pace; return who did, and how long it took from the click."""
    emails: set[str] = set()
    found = Found([], Counter())
    begins = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(SIGN_UPS_A_SECOND * seconds):
            due = begins + number / SIGN_UPS_A_SECOND
            group.create_task(sign_one(port, number, due, emails, found))
    return emails, found


def viewed_paths() -> dict[str, list[str]]:
    from candidates.models import Candidacy

    candidacies = Candidacy.objects.order_by("pk")[: CANDIDATES * 7 : 7]
    return {
        "the home page": ["/"],
        "the petition": [f"/petitions/{SLUG}/"],
        "the tracker": ["/tracker/"],
        "candidates": [candidacy.get_absolute_url() for candidacy in candidacies],
    }


def see_all(address: str, paths: dict[str, list[str]]) -> None:
    """Open every page often enough that each process has most likely made it."""
    for path in itertools.chain(*paths.values()):
        for _time in range(VISITS):
            with contextlib.closing(Visitor(address)) as visitor:
                visitor.get(path)


@contextlib.contextmanager
def viewing(folder: Path, port: int, paths: dict[str, list[str]], seconds: int) -> Iterator[None]:
    """Ask for all pages at an even pace, and end when that is done."""
    folder.mkdir()
    askers = []
    for name, rate in VIEWS_A_SECOND.items():
        for number in range(rate // VIEWS_OF_A_PROCESS):
            addresses = folder / f"{name} {number}.txt"
            # Not all of them ask for the same candidate at once.
            asked = random.sample(paths[name], len(paths[name]))
            addresses.write_text("".join(f"http://127.0.0.1:{port}{path}\n" for path in asked))
            command = [
                *("taskset", "--cpu-list", CORE, "h2load", "--h1", f"--duration={seconds}"),
                *(f"--clients={CONNECTIONS}", f"--rps={VIEWS_OF_A_PROCESS // CONNECTIONS}"),
                *("--header=accept-encoding: gzip", f"--input-file={addresses}"),
                f"--log-file={folder / name} {number}.log",
            ]
            askers.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
    try:
        yield
        for asker in askers:
            assert asker.wait(timeout=seconds + PATIENCE_SECONDS) == 0
    finally:
        for asker in askers:
            asker.kill()
            asker.wait()


def viewed(folder: Path, name: str) -> Found:
    """Return what h2load noted: the moment, the status and the microseconds of each view."""
    found = Found([], Counter())
    for log in folder.glob(f"{name} *.log"):
        for line in log.read_text().splitlines():
            _moment, status, microseconds = line.split()
            if status == "200":
                found.seconds.append(int(microseconds) / 1e6)
            else:
                found.failures[status] += 1
    return found


def publish_a_change() -> None:
    """Change what every page says."""
    from django.db import connection

    from campaign.content.models import Profile

    Profile.objects.update(name="Neighbors in a Rush")
    connection.close()


def confirmed_in_time(inbox: Inbox, emails: set[str]) -> int:
    """Return how many of those who signed got their email, at the latest after a minute."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not emails <= inbox.arrived_at.keys() and time.monotonic() < deadline:
        time.sleep(0.2)
    return len(emails & inbox.arrived_at.keys())


def run(site: Site, inbox: Inbox, folder: Path, seconds: int) -> int:
    from django.db import connection

    from pledges.models import Supporter

    paths, before = viewed_paths(), Supporter.objects.count()
    address, web = site.serve()
    background = start(site, worker(site.settings), email_sender(site.settings))
    port_of_site = urlsplit(address).port
    assert port_of_site
    starting, rushing = folder / "starting", folder / "rushing"
    with nginx(folder, port_of_site) as port:
        with viewing(starting, port, paths, STARTING_SECONDS):
            pass
        see_all(address, paths)
        spent_by = {
            "gunicorn": [*children(process_id(web))],
            "PostgreSQL": [site.postgres_id],
            "worker and sender": background,
        }
        cpu = {name: spent(site, ids) for name, ids in spent_by.items()}
        clients = resource.getrusage(resource.RUSAGE_CHILDREN)
        change = threading.Timer(seconds / 2, publish_a_change)
        change.start()
        with viewing(rushing, port, paths, seconds):
            emails, signed = asyncio.run(sign_all(port, seconds))
        change.join()
        h2load = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = {name: spent(site, ids) - cpu[name] for name, ids in spent_by.items()}
    figures = Figures(f"{SIGN_UPS_A_SECOND} sign-ups and 2,000 views a second, {seconds} s")
    refused = sum(viewed(starting, name).failures.total() for name in VIEWS_A_SECOND)
    views = sum(VIEWS_A_SECOND.values()) * STARTING_SECONDS
    figures.at_most("just started: views refused, %", refused / views * 100, None)
    asked = SIGN_UPS_A_SECOND * seconds
    failed = dict(signed.failures) or "none"
    what = f"sign-ups accepted, of all ({failed} failed)"
    figures.at_least(what, len(signed.seconds) / asked, 1)
    figures.at_most("sign-ups, p99", signed.at_percent(99), MOST_SECONDS, "s")
    for name, rate in VIEWS_A_SECOND.items():
        found = viewed(rushing, name)
        failed = dict(found.failures) or "none"
        # The last ones are under way when h2load stops.
        figures.at_least(
            f"{name}: views served, of all ({failed} failed)",
            len(found.seconds) / (rate * seconds),
            0.99,
        )
        figures.at_most(f"{name}: errors", found.failures.total(), 0)
        figures.at_most(f"{name}: p99", found.at_percent(99), MOST_SECONDS, "s")
    stored = Supporter.objects.count() - before
    figures.at_least("signatures stored, of those accepted", stored / len(emails), 1)
    answered = confirmed_in_time(inbox, emails)
    figures.at_least("confirmations emailed, of those accepted", answered / len(emails), 1)
    for name, used in cpu.items():
        figures.at_most(f"CPU of {name}, cores", used / seconds, None)
    used = h2load.ru_utime + h2load.ru_stime - clients.ru_utime - clients.ru_stime
    figures.at_most("CPU of h2load, cores", used / seconds, None)
    connection.close()
    return figures.exit_code


def spent(site: Site, processes: list[int]) -> float:
    """Return the CPU seconds of processes; those of PostgreSQL come and go, and count together."""
    if processes == [site.postgres_id]:
        processes = [*children(site.postgres_id)]
    return sum(own_cpu_seconds(each) for each in processes)


def main() -> int:
    seconds = LONG if wants_long(__doc__) else SHORT
    with contextlib.ExitStack() as stack:
        server, inbox = stack.enter_context(mail_server())
        site = stack.enter_context(throwaway_site(is_durable=True, has_demo=True))
        site.settings["EMAIL_URL"] = server.url
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nnn-rush-")))
        return run(site, inbox, folder, seconds)


if __name__ == "__main__":
    sys.exit(main())
