"""Three hundred people sign through the processes of `make run`, while others read the tracker."""

from __future__ import annotations

import email
import email.policy
import http.client
import threading
import time
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path

import pytest
from pytest_django import Settings

from pledges.demo import TEXTS
from tests.campaign.devserver.sites import Site
from tests.campaign.lib.workers import database_url

PEOPLE = 300
READERS = 4
# Until the last email is on disk, counted from the first form.
SECONDS = 90
DOMAINS = ("gmail.com", "yahoo.com", "outlook.com", "icloud.com", "comcast.net")
ADDRESSES = [f"signer{number}@{DOMAINS[number % len(DOMAINS)]}" for number in range(PEOPLE)]


@pytest.fixture
def site(tmp_path: Path, settings: Settings) -> Iterator[Site]:
    """Start a site as `make run` does, on this test's database."""
    keys = b",".join(settings.FIELD_KEYS).decode()
    site = Site(tmp_path / "var", DATABASE_URL=database_url(), FIELD_KEYS=keys)
    yield site
    site.stop()


def sign(site: Site, number: int) -> int:
    """Sign from a network of its own, as a browser does; return the status."""
    own_address = f"127.{1 + number // 250}.{number % 250}.1"
    connection = http.client.HTTPConnection(
        "127.0.0.1", site.port, timeout=SECONDS, source_address=(own_address, 0)
    )
    form = {"name": "Ines Basalt", "email": ADDRESSES[number], "postal_code": "48226"}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
    }
    try:
        path = f"/petitions/{TEXTS['slug']}/sign/"
        connection.request("POST", path, urllib.parse.urlencode(form), headers)
        return connection.getresponse().status
    finally:
        connection.close()


def emailed(site: Site) -> list[str]:
    """Return whom the emails on disk are to."""
    parse = email.message_from_bytes
    files = (site.var / "mail").glob("*.log")
    return [str(parse(path.read_bytes(), policy=email.policy.default)["To"]) for path in files]


@pytest.mark.world("demo")
@pytest.mark.django_db(transaction=True)
class TestThreeHundredPeople:
    def test_get_their_email_within_ninety_seconds_while_others_read(self, site: Site) -> None:
        have_signed = threading.Event()
        pages_read = []

        def read() -> None:
            while not have_signed.is_set():
                pages_read.append(site.status("/tracker/"))

        readers = [threading.Thread(target=read) for _number in range(READERS)]
        for reader in readers:
            reader.start()
        began = time.monotonic()
        with ThreadPoolExecutor(16) as people:
            statuses = list(people.map(lambda number: sign(site, number), range(PEOPLE)))
        folder = site.var / "mail"
        waiting = threading.Event()
        while len(list(folder.glob("*.log"))) < PEOPLE and time.monotonic() - began < SECONDS:
            waiting.wait(0.2)
        took = time.monotonic() - began
        have_signed.set()
        for reader in readers:
            reader.join()
        assert set(statuses) == {HTTPStatus.OK}
        assert sorted(emailed(site)) == sorted(ADDRESSES), f"after {took:.0f} seconds"
        assert set(pages_read) == {HTTPStatus.OK}
