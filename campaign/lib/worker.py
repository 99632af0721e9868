"""The job worker: it runs the jobs of the queue, and those of the clock, until a signal ends it."""

import asyncio
import logging
import os
import signal
from typing import cast

from django.conf import settings
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

# Time to store what became of the last jobs.
LEAVING_SECONDS = 1

log = logging.getLogger(__name__)


def run_worker() -> None:
    """Run jobs as the settings say until SIGTERM or SIGINT.

    Running jobs then have `shutdown_graceful_timeout` seconds to end. A job that takes longer is
    left behind a second later. Another worker finds it and runs it again (campaign.lib.jobs).
    """
    connector = cast(DjangoConnector, app.connector)
    with app.replace_connector(connector.get_worker_connector()):
        asyncio.run(_work())


async def _work() -> None:
    options = settings.PROCRASTINATE_WORKER_DEFAULTS
    patience_seconds = options["shutdown_graceful_timeout"] + LEAVING_SECONDS
    signalled = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, signalled.set)
    async with app.open_async():
        worker = asyncio.create_task(app.run_worker_async(install_signal_handlers=False))
        waiting = asyncio.create_task(signalled.wait())
        log.info(
            "The job worker runs up to %d jobs at once. SIGTERM stops it within %d seconds.",
            options["concurrency"],
            patience_seconds,
        )
        await asyncio.wait({worker, waiting}, return_when=asyncio.FIRST_COMPLETED)
        worker.cancel()
        await asyncio.wait({worker}, timeout=patience_seconds)
        if not worker.done():
            _leave_jobs_behind()
    if not worker.cancelled():
        worker.result()
    log.info("The job worker has stopped.")


def _leave_jobs_behind() -> None:
    """Exit while a job is running: its thread can't be stopped, and Python would wait for it."""
    log.warning("The job worker stopped before its jobs were done. They'll run again.")
    logging.shutdown()
    os._exit(1)
