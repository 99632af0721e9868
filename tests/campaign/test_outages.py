"""What visitors get while the database is frozen, full, locked, read-only or gone.

`make test` does that to the connections of one process. `make faults` does it to the server of a
whole site.
"""

from __future__ import annotations

import http.client
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from urllib.parse import urlencode

import psycopg
import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection

from campaign.devserver.embedded_postgres import EmbeddedPostgres
from campaign.lib import request_limits, wsgi
from campaign.lib.cache.middleware import FinishedPages
from campaign.lib.request_limits import Kind, LimitedRequests
from tests.campaign.devserver.sites import Site, command, wait_for
from tests.campaign.lib.cache.asking import AlwaysTheSame, another_connection, ask, environ_of

SEEN, UNSEEN = "/mission/", "/tracker/?q=a"  # A search is never kept.
TYPED = {"name": "Soraya Quartz", "email": "soraya@example.org", "postal_code": "48226"}
SENT = {**TYPED, "agrees_to_mail": "on"}


@contextmanager
def closed_to_others() -> Iterator[None]:
    with another_connection() as other:
        other.autocommit = True
        name = connection.settings_dict["NAME"]
        other.execute(f'ALTER DATABASE "{name}" CONNECTION LIMIT 0')
        try:
            yield
        finally:
            other.execute(f'ALTER DATABASE "{name}" CONNECTION LIMIT -1')


@contextmanager
def frozen() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [process] = cursor.fetchone()
    with closed_to_others():
        os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(process, signal.SIGCONT)


@contextmanager
def full() -> Iterator[None]:
    with closed_to_others():
        connection.close()
        yield


@contextmanager
def locked() -> Iterator[None]:
    tables = ", ".join(connection.introspection.table_names())
    with another_connection() as other:
        other.execute(f"LOCK TABLE {tables}")
        yield
        other.rollback()


@contextmanager
def read_only() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    yield
    connection.close()


@pytest.fixture
def site(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> FinishedPages:
    for name in ("PAGE", "FORM"):
        monkeypatch.setattr(request_limits, name, Kind(0, 0.1, 0.2, 15))
    pages = FinishedPages(LimitedRequests(get_wsgi_application()))
    monkeypatch.setattr(pages, "generation", AlwaysTheSame())
    return pages


def send(site: FinishedPages) -> tuple[str, str]:
    """Sign up, and return the status and the page."""
    body = urlencode(SENT).encode()
    environ = environ_of("/join/", "POST", Sec_Fetch_Site="same-origin") | {
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    answer = wsgi.ask(site, environ).in_full()
    return answer.status, answer.body.decode()


class TestOutage:
    def test_leaves_pages_that_were_seen_and_what_was_typed(self, site, subtests):
        ask(site, SEEN)
        for fault in (frozen, full, locked, read_only):
            with subtests.test(fault.__name__):
                with fault():
                    started = time.monotonic()
                    assert ask(site, "/healthz").status == "200 OK"
                    assert ask(site, SEEN).status == "200 OK"
                    if fault is not read_only:
                        unseen = ask(site, UNSEEN)
                        assert unseen.status == "503 Service Unavailable"
                        assert unseen.headers["Retry-After"] == "30"
                    status, page = send(site)
                    assert status == "503 Service Unavailable"
                    assert all(f'value="{typed}"' in page for typed in TYPED.values())
                    assert time.monotonic() - started < 5
                assert send(site)[0] == "200 OK"
                assert ask(site, UNSEEN).status == "200 OK"
                site.clear()
                ask(site, SEEN)


@pytest.fixture(scope="module")
def whole_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if not os.environ.get("FAULT_TIMES"):
        pytest.skip("Only `make faults` stops and freezes the server of a whole site.")
    made = Site(tmp_path_factory.mktemp("outage") / "var")
    yield made
    made.stop()


def postgres(site: Site) -> list[int]:
    """Return the processes of the server, the first one first."""
    return [number for number in sorted(site.processes()) if "postgres" in command(number)]


def accepts(site: Site) -> bool:
    """Say whether the database lets somebody in."""
    server = EmbeddedPostgres(site.var / "postgres")
    try:
        psycopg.connect(server.variables()["DATABASE_URL"], connect_timeout=2).close()
    except (psycopg.OperationalError, OSError):
        return False
    return True


def told(site: Site, path: str, method: str = "GET", body: str = "") -> tuple[int, str, float]:
    """Return the status of an answer, its text, and after how many seconds it came."""
    started = time.monotonic()
    link = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    try:
        headers = {"Sec-Fetch-Site": "same-origin"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        link.request(method, path, body or None, headers)
        answer = link.getresponse()
        return answer.status, answer.read().decode(), time.monotonic() - started
    finally:
        link.close()


def wait_until_back(site: Site) -> float:
    """Return how many seconds it took until a page that nobody saw was there."""
    started = time.monotonic()
    wait_for(lambda: told(site, UNSEEN)[0] == 200 and site.is_ready(), "the site")
    return time.monotonic() - started


class TestOutageOfAWholeSite:
    def test_holds_no_thread_and_ends_within_five_seconds(self, whole_site, subtests):
        def freeze() -> Callable[[], None]:
            stopped = postgres(whole_site)
            for number in stopped:
                os.kill(number, signal.SIGSTOP)
            return lambda: [os.kill(number, signal.SIGCONT) for number in stopped] and None

        def stop() -> Callable[[], None]:
            os.kill(postgres(whole_site)[0], signal.SIGKILL)
            # The supervisor starts it again.
            return lambda: wait_for(lambda: accepts(whole_site), "the database")

        asked = [("/healthz", "GET", ""), (SEEN, "GET", ""), (UNSEEN, "GET", "")]
        asked += [("/join/", "POST", urlencode(SENT))]

        def answers() -> list[tuple[int, str, float]]:
            with ThreadPoolExecutor(16) as visitors:
                return list(visitors.map(lambda each: told(whole_site, *each), 4 * asked))

        # How long it takes anyway says how busy this machine is.
        slack = 10 * max(seconds for _status, _text, seconds in [*answers(), *answers()])
        for fault in (freeze, stop):
            with subtests.test(fault.__name__):
                end = fault()
                try:
                    for (path, method, _body), (status, text, seconds) in zip(
                        4 * asked, answers(), strict=True
                    ):
                        assert seconds < 8 + slack, (path, seconds)
                        if path in {"/healthz", SEEN}:
                            assert status == 200, path
                            assert seconds < 3 + slack, (path, seconds)
                        elif fault is freeze:
                            assert status == 503, path
                            assert method == "GET" or TYPED["email"] in text
                finally:
                    end()
                assert wait_until_back(whole_site) < 5 + slack
