"""How far a job is, for the page that waits for it.

A job's rows can't be seen before its transaction commits, so what it has done so far is in a small
file, which is gone when the job ends.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from campaign.lib.backups.stored_files import leave_out_of_backups
from campaign.lib.files import write_atomically

Note = Callable[[int], None]
NOTED_EVERY_SECONDS = 0.5


@contextmanager
def counting(name: str, total: int) -> Iterator[Note]:
    """Give a function that notes how many of `total` rows are done, to be called for each."""
    path = _path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    leave_out_of_backups(path.parent)

    write_atomically(path, json.dumps([0, total]), mode=0o600)
    noted_at = time.monotonic()

    def note(count: int) -> None:
        nonlocal noted_at
        if time.monotonic() - noted_at >= NOTED_EVERY_SECONDS:
            write_atomically(path, json.dumps([count, total]), mode=0o600)
            noted_at = time.monotonic()

    try:
        yield note
    finally:
        path.unlink(missing_ok=True)


def counted(name: str) -> tuple[int, int] | None:
    """Return how many rows a job has done, and of how many. None if none is at work."""
    try:
        count, total = json.loads(_path(name).read_text())
    except FileNotFoundError:
        return None
    return count, total


def _path(name: str) -> Path:
    return Path(settings.PRIVATE_MEDIA_ROOT) / "progress" / f"{name}.json"
