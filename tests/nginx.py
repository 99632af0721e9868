"""nginx by deploy/nginx.conf, as far as it goes without a certificate, in front of other ports."""

import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from campaign.devserver.state_folder import CHECKOUT

PROGRAM = shutil.which("nginx") or "/usr/sbin/nginx"
# As Debian's file says, where each of several processes may have so many.
EVENTS = "events { worker_connections 768; }"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@contextmanager
def nginx(folder: Path, *ports: int) -> Iterator[int]:
    """Serve the last server of the file, without TLS, on the port that this yields."""
    port = free_port()
    shared, *servers = (CHECKOUT / "deploy" / "nginx.conf").read_text().split("\nserver {")
    server = re.sub(r"\n    (listen \[|ssl_).*", "", servers[-1])
    text = f"{shared}\nserver {{{server}"
    for ours, theirs in (
        ("listen 443 ssl http2", f"listen 127.0.0.1:{port}"),
        ("server 127.0.0.1:8000;", "".join(f"server 127.0.0.1:{each};" for each in ports)),
        ("/var/lib/nginx/neighbors-not-numbers", str(folder / "cache")),
        ("/var/log/nginx/neighbors-not-numbers.log", str(folder / "error.log")),
    ):
        assert ours in text
        text = text.replace(ours, theirs)
    folders = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in TEMPORARY)
    file = folder / "nginx.conf"
    file.write_text(
        f"daemon off; master_process off; pid {folder}/pid; {EVENTS} http {{ {folders} {text} }}"
    )
    command = [PROGRAM, "-p", str(folder), "-e", f"{folder}/error.log", "-c", str(file)]
    with subprocess.Popen(command) as process:
        try:
            wait_for(process, port)
            yield port
        finally:
            process.terminate()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            continue
        return
    raise AssertionError("nginx refused the file.")
