"""A real gunicorn does as deploy/gunicorn.conf.py says, with a small site in place of ours."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers import gthread

from campaign.devserver.site_processes import listen
from campaign.devserver.state_folder import CHECKOUT
from tests.campaign.devserver.sites import wait_for

# It answers with its version, once it has prepared that. If there's a `gate`, it loads only once
# somebody opened that.
SITE = """
import time
from contextlib import suppress
from pathlib import Path
FOLDER = Path(__file__).parent
VERSION, prepared = (FOLDER / "version").read_bytes(), []
with suppress(FileNotFoundError):
    (FOLDER / "gate").read_bytes()
assert VERSION != b"broken"

def application(environ, start_response):
    assert 0 <= time.monotonic() - environ["campaign.waits_since"] < 30
    start_response("200 OK", [("Content-Length", str(sum(map(len, prepared))))])
    return prepared

application.prepare = lambda seconds: prepared.append(VERSION)
"""


class Server:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("one")
        (folder / "small_site.py").write_text(SITE)
        with listen(0) as listener, (folder / "log").open("wb") as log:
            self.port = listener.getsockname()[1]
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "--config=deploy/gunicorn.conf.py"),
                    *(f"--bind=fd://{listener.fileno()}", f"--pythonpath={folder}"),
                    *("--workers=1", "small_site:application"),
                ],
                cwd=CHECKOUT,
                stderr=log,
                pass_fds=[listener.fileno()],
            )

    def write(self, version: str) -> None:
        (self.folder / "version").write_text(version)

    def answer(self) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", "/")
            return connection.getresponse().read().decode()
        finally:
            connection.close()

    def reload(self, version: str) -> None:
        self.write(version)
        self.process.send_signal(signal.SIGHUP)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.process.terminate()
    made.process.wait(30)


class TestSilence:
    def test_keeps_no_thread_from_visitors_who_ask(self, server: Server) -> None:
        assert server.answer() == "one"
        silent = [socket.create_connection(("127.0.0.1", server.port)) for _each in range(40)]
        started = time.monotonic()
        assert server.answer() == "one"
        # Each thread waits for a few of the connections in turn: 5 seconds each by itself.
        assert time.monotonic() - started < 3
        silent[0].sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert silent[0].recv(100).startswith(b"HTTP/1.1 200 ")
        for each in silent:
            each.close()

    def test_ends_for_a_visitor_who_reads_nothing(self) -> None:
        file = run_path(str(CHECKOUT / "deploy/gunicorn.conf.py"))
        ours, theirs = socket.socketpair()
        with ours, theirs:
            file["pre_request"](None, SimpleNamespace(unreader=SocketUnreader(ours)))
            assert ours.gettimeout() == 20


class TestWorker:
    def test_lets_those_who_just_connected_ask_while_it_ends(self) -> None:
        kind = run_path(str(CHECKOUT / "deploy/gunicorn.conf.py"))["Worker"]
        queued: list[object] = []
        worker = kind.__new__(kind)
        vars(worker).update(alive=False, nr_conns=1, enqueue_req=queued.append)
        silent: Future[object] = Future()
        silent.set_result(gthread._DEFER)
        ours, theirs = socket.socketpair()
        with theirs:
            visitor = gthread.TConn(None, ours, None, None)
            worker.finish_request(visitor, silent)
            assert queued == [visitor]
            visitor.timeout = time.monotonic() - 1
            worker.finish_request(visitor, silent)
            assert (queued, worker.nr_conns) == ([visitor], 0)
            assert theirs.recv(1) == b""


class TestReload:
    def test_lets_old_processes_answer_until_new_ones_can(self, server: Server) -> None:
        assert server.answer() == "one"
        gate = server.folder / "gate"
        os.mkfifo(gate)
        server.reload("two")
        # This waits until the new process reads.
        with gate.open("wb"):
            assert [server.answer() for _time in range(20)] == ["one"] * 20
            gate.unlink()
        wait_for(lambda: server.answer() == "two", "the new processes")
        wait_for(lambda: {server.answer() for _time in range(20)} == {"two"}, "the old ones' end")

    def test_keeps_old_processes_when_new_ones_do_not_start(self, server: Server) -> None:
        assert server.answer() == "one"
        server.reload("broken")
        log = server.folder / "log"
        wait_for(lambda: "The new code doesn't start" in log.read_text(), "the new processes")
        assert [server.answer() for _time in range(20)] == ["one"] * 20
        assert server.process.poll() is None
