"""Real job workers, for the tests that end and kill them."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection

PATIENCE_SECONDS = 60

Worker = subprocess.Popen[bytes]
StartWorker = Callable[[], Worker]


def start_worker(output: Path) -> Worker:
    """Start a worker on this test's database; it adds what it says to the file `output`."""
    name = connection.settings_dict["NAME"]
    url = os.environ["DATABASE_URL"].replace("/campaign?", f"/{name}?")
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tests.campaign.lib.worker_settings",
        "PYTHONUNBUFFERED": "1",
    }
    with output.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "manage.py", "worker"], env=environment, stderr=file
        )


def wait_for(condition: Callable[[], bool]) -> None:
    """Return when `condition` holds; fail the test when it does not in time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
