"""Real job workers and email senders, for the tests that end and kill them."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection

PATIENCE_SECONDS = 60

Worker = subprocess.Popen[bytes]
StartWorker = Callable[[], Worker]


@contextlib.contextmanager
def started(output: Path, command: str, settings: str) -> Iterator[StartWorker]:
    """Give a function that starts a management command on this test's database.

    What they say is added to the file `output`; those that still run are killed afterwards.
    """
    processes: list[Worker] = []

    def start() -> Worker:
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": settings,
            "PYTHONUNBUFFERED": "1",
        }
        line = [sys.executable, "manage.py", command]
        with output.open("ab") as file:
            processes.append(subprocess.Popen(line, env=environment, stderr=file))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.wait()


def database_url() -> str:
    """Return how another process reaches this test's database."""
    name = connection.settings_dict["NAME"]
    return os.environ["DATABASE_URL"].replace("/campaign?", f"/{name}?")


def wait_for(condition: Callable[[], bool]) -> None:
    """Return when `condition` holds; fail the test when it does not in time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)
