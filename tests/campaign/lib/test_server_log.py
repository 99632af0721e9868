"""What a real gunicorn writes down."""

import http.client
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from campaign.devserver.site_processes import listen
from campaign.devserver.state_folder import CHECKOUT
from tests.campaign.devserver.sites import wait_for

TOKEN = "mWb0o2n3Qm8h2k3l4j5h6g7f8d9s0a1q2w3e4r5t6y7"


class Server:
    """gunicorn as it is deployed, with all that it can be told to log."""

    def __init__(self, log) -> None:
        self.log = log
        listener = listen(0)
        self.port = listener.getsockname()[1]
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "--config=deploy/gunicorn.conf.py"),
                    *(f"--bind=fd://{listener.fileno()}", "--workers=1", "--log-level=debug"),
                    *("--access-logfile=-", "tests.campaign.lib.failing_wsgi:application"),
                ],
                cwd=CHECKOUT,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=[listener.fileno()],
            )
        listener.close()

    def get(self, address: str, **headers: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", address, headers=headers)
            return connection.getresponse().status
        finally:
            connection.close()

    def stop(self) -> str:
        self.process.terminate()
        self.process.wait(30)
        return self.log.read_text()


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("gunicorn") / "log")
    yield server
    server.process.kill()
    server.process.wait(30)


class TestServer:
    def test_refuses_a_charset_that_is_no_text(self, server):
        for charset in ("zlib", "hex", "undefined", "base64", "rot13"):
            headers = {"Content-Type": f"text/plain; charset={charset}"}
            assert server.get(f"/me/{TOKEN}/?done=a", **headers) == 400

    def test_writes_no_mailed_link_address_or_query_down_when_it_fails(self, server):
        unreadable = {"Content-Type": "text/plain; charset=zlib"}
        assert server.get(f"/me/{TOKEN}/?done=a", **unreadable) == 400
        for path in (f"/me/{TOKEN}/", f"/confirm//{TOKEN}", f"/%6De/{TOKEN}/", "/tracker/"):
            assert server.get(f"{path}?email=jane@example.org&q=Soraya", Fail="yes") == 500
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
            connection.sendall(f"GET /x /desk/{TOKEN}/?q=Soraya HTTP/1.1\r\n\r\n".encode())
            assert connection.recv(4096).startswith(b"HTTP/1.1 400 ")
        wait_for(lambda: server.log.read_text().count("Error handling request") == 4, "the log")
        log = server.stop()
        assert "RuntimeError" in log
        assert '"GET /me/…/" 400' in log
        for secret in (TOKEN[:20], "jane", "Soraya"):
            assert secret not in log
