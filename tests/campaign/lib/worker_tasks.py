"""Tasks for the job worker that tests kill."""

import os
import signal
import time
from pathlib import Path

from procrastinate import JobContext
from procrastinate.contrib.django import app


@app.task(name="hang_once", pass_context=True)
def hang_once(context: JobContext, path: str) -> None:
    """Write a line for each attempt into the file at `path`; the first one never ends."""
    with Path(path).open("a") as file:
        file.write(f"attempt {context.job.attempts}\n")
    if context.job.attempts == 0:
        time.sleep(60)


@app.task(name="take_a_second")
def take_a_second(path: str) -> None:
    """Write a line into the file at `path` at the beginning and at the end."""
    with Path(path).open("a") as file:
        print("begun", file=file, flush=True)
        time.sleep(1)
        print("ended", file=file)


@app.task(name="kill_the_worker")
def kill_the_worker() -> None:
    """End the worker without a word, each time."""
    os.kill(os.getpid(), signal.SIGKILL)
