"""Looks for threads that are stuck, which gunicorn doesn't: it only sees that the process lives."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

LOOK_SECONDS = 1.0
# gunicorn gives the other requests of the process eight seconds (deploy/gunicorn.conf.py).
LEAVING_SECONDS = 10.0
# A thread that reads what a visitor sends waits for them. That isn't our fault, and costs no more
# than a thread.
WAITS_FOR_VISITOR = f"{os.sep}gunicorn{os.sep}"
logger = logging.getLogger(__name__)


def current_frames() -> dict[int, FrameType]:
    """Return where each thread is.

    The garbage collector is off: early releases of Python 3.11 and 3.12 hang for good if it starts
    inside `sys._current_frames` (https://github.com/python/cpython/issues/106883).
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return sys._current_frames()  # noqa: SLF001
    finally:
        if was_enabled:
            gc.enable()


class Watchdog:
    """Ends this process when one of its threads is stuck. gunicorn then starts another.

    Time is counted in looks: none of it passes while the process is stopped or the machine sleeps.
    """

    def __init__(self) -> None:
        self._looks = 0
        # By thread: after which look it's stuck.
        self._limits: dict[int, float] = {}
        self._starting = threading.Lock()
        self._process = 0

    @contextmanager
    def watch(self, seconds: float) -> Iterator[None]:
        """Take this thread for stuck if the block takes more than so many seconds."""
        if self._process != os.getpid():
            self._start()
        thread = threading.get_ident()
        self._limits[thread] = self._looks + seconds / LOOK_SECONDS
        try:
            yield
        finally:
            del self._limits[thread]

    def stuck(self) -> list[FrameType]:
        """Return where the threads are that are stuck now."""
        late = [thread for thread, limit in list(self._limits.items()) if limit < self._looks]
        frames = current_frames() if late else {}
        found = [frames[thread] for thread in late if thread in frames]
        return [each for each in found if WAITS_FOR_VISITOR not in each.f_code.co_filename]

    def _start(self) -> None:
        """Start looking, once in each process: threads don't survive a fork."""
        with self._starting:
            if self._process != os.getpid():
                self._process = os.getpid()
                threading.Thread(target=self._look, name="watchdog", daemon=True).start()

    def _look(self) -> None:
        while not (frames := self.stuck()):
            time.sleep(LOOK_SECONDS)
            self._looks += 1
        for frame in frames:
            stack: Any = "".join(traceback.format_stack(frame))
            logger.error("A thread is stuck, so this process ends:\n%s", stack)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(LEAVING_SECONDS)
        os._exit(1)
