"""What nginx makes of deploy/nginx.conf, where this machine has nginx."""

from __future__ import annotations

import gzip
import http.client
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.nginx import PROGRAM, nginx

PUBLIC = "public, max-age=60"
BODY = b'{"signed": 1}' * 100
pytestmark = pytest.mark.skipif(not Path(PROGRAM).exists(), reason="nginx isn't installed.")


class Site(ThreadingHTTPServer):
    """What stands behind nginx: it says how often it was asked for each path."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: Counter[str] = Counter()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    headers_of = {
        "/page": {"Cache-Control": PUBLIC, "Permissions-Policy": "camera=()"},
        "/cookie": {"Cache-Control": PUBLIC, "Set-Cookie": "a=1"},
        "/picture": {"Cache-Control": "public, max-age=3600, s-maxage=0"},
        "/form": {},
        "/admin/": {},
        "/no-store": {"Cache-Control": "no-store"},
    }

    def do_GET(self) -> None:
        assert isinstance(self.server, Site)
        path = self.path.partition("?")[0]
        self.server.asked[f"{self.command} {path}"] += 1
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.send_response(200)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(BODY))}
        for name, value in {**headers, **self.headers_of[path]}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(BODY)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_args: object) -> None:
        """Print nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def port(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with nginx(tmp_path_factory.mktemp("nginx"), site.server_port) as port:
        yield port


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes


def ask(port: int, path: str, method: str = "GET", **headers: str) -> Answer:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request(method, path, headers={"Host": "example.org", **headers})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())


class TestNginx:
    def test_keeps_pages_of_everybody_and_nothing_else(self, port, site):
        session = {"Cookie": "a=b; sessionid=x"}
        for asking, times in (
            ({"path": "/page"}, 1),
            ({"path": "/page", "method": "HEAD"}, 0),
            ({"path": "/page", **session}, 2),
            ({"path": "/page", "Cookie": "a=b;__Host-sessionid=x"}, 2),
            ({"path": "/page", "Cookie": "mysessionid=x"}, 0),
            ({"path": "/page", "method": "POST"}, 2),
            ({"path": "/cookie"}, 2),
            ({"path": "/picture"}, 2),
            ({"path": "/form"}, 2),
            ({"path": "/no-store"}, 2),
            ({"path": "/admin/"}, 2),
        ):
            site.asked.clear()
            for _time in range(2):
                assert ask(port, **asking).status == 200
            assert site.asked.total() == times, asking

    def test_adds_the_headers_of_an_answer_only_where_there_are_none(self, port):
        for _time in range(2):  # from the site, then from what nginx kept
            headers = ask(port, "/page").headers
            assert headers.get_all("Cache-Control") == [PUBLIC]
            assert headers.get_all("Permissions-Policy") == ["camera=()"]
            assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        refused = ask(port, "/form", **{"Content-Length": "99999999"})
        assert refused.status == 413
        assert refused.headers["Cache-Control"] == "no-store"

    def test_packs_what_the_site_has_not_packed_but_for_organizers(self, port):
        packed = ask(port, "/form", **{"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.body) == BODY
        assert "Content-Encoding" not in ask(port, "/form").headers
        assert "Content-Encoding" not in ask(port, "/admin/", **{"Accept-Encoding": "gzip"}).headers
