"""How soon a change shows, and what visitors get while the database is frozen.

    .venv/bin/python bench/outage.py

Two processes serve the demo, with nginx by deploy/nginx.conf in front if this machine has it. A
page is asked for all the time and changed ten times. Then every process of PostgreSQL is stopped by
SIGSTOP: it neither answers nor closes anything. Prints the worst of each beside its goal, and exits
1 if one is missed. Nothing is left behind.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from figures import Figures
from served import Site, throwaway_site

from tests.nginx import PROGRAM, nginx

CHANGES, FROZEN_SECONDS = 10, 12
MADE_BEFORE = ("/", "/tracker/", "/tracker.json")
NOT_MADE = "/tracker/?q=a"  # a search is never kept
SIGN = "/petitions/investigate-ice/sign/"
FORM = {"name": "Ines Basalt", "email": "ines@example.org", "postal_code": "48226"}
OURS = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}


class Answer(NamedTuple):
    status: int
    body: bytes
    seconds: float


def ask(port: int, path: str, form: dict[str, str] | None = None) -> Answer:
    """Ask for a page, or send a form."""
    started = time.monotonic()
    with contextlib.closing(
        http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    ) as connection:
        if form:
            connection.request("POST", path, urlencode(form), OURS)
        else:
            connection.request("GET", path)
        response = connection.getresponse()
        return Answer(response.status, response.read(), time.monotonic() - started)


def seconds_until_shown(ports: dict[str, int], name: str) -> dict[str, float]:
    """Change what every page says, and return how long each still said the old."""
    from campaign.content.models import Profile

    until = time.monotonic() + random.uniform(1, 3)  # noqa: S311 (any moment between two looks)
    while time.monotonic() < until:
        for port in ports.values():
            ask(port, "/mission/")
        time.sleep(0.1)
    Profile.objects.update(name=name)
    changed, left, shown = time.monotonic(), dict(ports), {}
    while left:
        for each, port in list(left.items()):
            if name.encode() in ask(port, "/mission/").body:
                shown[each] = time.monotonic() - changed
                del left[each]
        time.sleep(0.05)
    return shown


@contextlib.contextmanager
def frozen_database(site: Site) -> Iterator[None]:
    """Stop every process of the server, the first one last, and let them go on."""
    first = site.postgres_id
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    processes = [*map(int, children), first]
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


def outage(site: Site, port: int, figures: Figures) -> None:
    for path in MADE_BEFORE:
        ask(port, path)
    with frozen_database(site):
        first = ask(port, NOT_MADE)
        form = ask(port, SIGN, FORM)
        assert (first.status, form.status) == (503, 503)
        assert FORM["name"].encode() in form.body, "What was typed is gone."
        pages, others = [], []
        until = time.monotonic() + FROZEN_SECONDS
        while time.monotonic() < until:
            pages += [ask(port, path) for path in MADE_BEFORE]
            others.append(ask(port, NOT_MADE))
        assert {page.status for page in pages} == {200}
    began = time.monotonic()
    while ask(port, NOT_MADE).status != 200:
        time.sleep(0.05)
    back = time.monotonic() - began
    slowest, slowest_other = (max(page.seconds for page in each) for each in (pages, others))
    figures.at_most("frozen: the first page that was not made before", first.seconds, 1, "s")
    figures.at_most("frozen: a form, with everything typed still in it", form.seconds, 8, "s")
    figures.at_most("frozen: a page that was made before", slowest, 1, "s")
    figures.at_most("frozen: a page that was not", slowest_other, 1, "s")
    figures.at_most("back after", back, 5, "s")


def main() -> int:
    os.environ["WEB_CONCURRENCY"] = "1"
    with contextlib.ExitStack() as stack:
        site = stack.enter_context(throwaway_site(is_durable=False, has_demo=True))
        settings = {**site.settings, "WEB_CONCURRENCY": "1"}
        addresses = [site.serve(settings=settings)[0] for _process in range(2)]
        ports = {
            f"process {number}": urlsplit(each).port or 0
            for number, each in enumerate(addresses, 1)
        }
        if Path(PROGRAM).exists():
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nnn-nginx-")))
            ports["nginx"] = stack.enter_context(nginx(folder, *ports.values()))
        else:
            print("Install nginx to see how soon a change leaves it.")
        rounds = [seconds_until_shown(ports, f"Name {number}") for number in range(CHANGES)]
        figures = Figures("How soon a change shows, and a database that doesn't answer")
        for each in ports:
            slowest = max(shown[each] for shown in rounds)
            figures.at_most(f"a change is shown by {each}", slowest, 5, "s")
        outage(site, ports["process 1"], figures)
    return figures.exit_code


if __name__ == "__main__":
    sys.exit(main())
