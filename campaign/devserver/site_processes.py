"""The processes of a site on a trial machine, from migrations to the web server."""

import hashlib
import http.client
import socket
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from campaign.devserver.state_folder import CHECKOUT, StartError
from campaign.devserver.supervisor import Supervisor, SupervisorError
from campaign.lib.files import write_atomically
from campaign.lib.processes import Child, StopSignals

SERVED_SECONDS = 60
WAITING_CONNECTIONS = 2048
PORT_SECONDS = 1  # for the web server of a run that was killed a moment ago


def listen(port: int) -> socket.socket:
    """Return a socket that listens on `port` of this machine only.

    The web server inherits it. So we notice a taken port before anything starts, and visitors wait
    instead of getting an error while the web server restarts.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    deadline = time.monotonic() + PORT_SECONDS
    while True:
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            if time.monotonic() < deadline:
                time.sleep(0.1)
                continue
            listener.close()
            raise StartError(
                f"Port {port} can't be used ({error.strerror}). Stop what is using it, or choose "
                "another: make run PORT=…."
            ) from error
        listener.listen(WAITING_CONNECTIONS)
        return listener


def management_command(name: str, settings: dict[str, str], *arguments: str) -> Child:
    """Return the process of one management command; `name` is for people."""
    return Child(name, [sys.executable, "manage.py", *arguments], settings, CHECKOUT)


def migrations(settings: dict[str, str]) -> Child:
    return management_command("Migrating the database", settings, "migrate", "--verbosity=0")


def email_sender(settings: dict[str, str]) -> Child:
    sender = management_command("The email sender", settings, "send_messages")
    sender.grace_seconds = 15
    return sender


def web_server(settings: dict[str, str], listener: socket.socket) -> Child:
    descriptor = listener.fileno()
    return Child(
        "The web server",
        [
            sys.executable,
            "-m",
            "gunicorn",
            "--config=deploy/gunicorn.conf.py",
            f"--bind=fd://{descriptor}",
        ],
        settings,
        CHECKOUT,
        keep_open=[descriptor],
    )


def collect_static_files(supervisor: Supervisor, settings: dict[str, str]) -> None:
    """Collect, name and compress the static files if anything has changed."""
    stamp = Path(settings["VAR"], "static.stamp")
    current = static_fingerprint(CHECKOUT)
    if stamp.exists() and stamp.read_text() == current:
        return
    stamp.unlink(missing_ok=True)
    supervisor.complete(
        management_command(
            "Collecting static files",
            settings,
            "collectstatic",
            "--no-input",
            "--clear",
            "--verbosity=0",
        )
    )
    write_atomically(stamp, current, mode=0o644)


def static_fingerprint(checkout: Path) -> str:
    """Return a text that changes if the collected static files would change."""
    digest = hashlib.sha256()
    for name in ("uv.lock", "campaign/settings.py", "campaign/lib/static_files.py"):
        digest.update((checkout / name).read_bytes())
    pictures = checkout / "docs" / "pictures"
    for folder in sorted({checkout / "static", pictures, *checkout.glob("*/static")}):
        for path in sorted(folder.rglob("*")):
            status = path.stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def wait_until_served(address: str, web: Child, signals: StopSignals) -> None:
    """Wait until the site at `address` answers. Raise SupervisorError if it never does."""
    deadline = time.monotonic() + SERVED_SECONDS
    host = urlsplit(address).netloc
    while web.is_running() and time.monotonic() < deadline:
        connection = http.client.HTTPConnection(host, timeout=2)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        signals.pause(0.1)
    raise SupervisorError("The web server didn't start. The lines above say why.")
