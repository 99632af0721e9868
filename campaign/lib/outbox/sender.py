"""The email sender: a process that sends what's in the outbox until a signal stops it."""

import logging
import os
import signal
import threading
import time

from django.conf import settings

from campaign.lib.outbox.lane_sender import LaneSender
from campaign.lib.outbox.models import Lane

LEASE_SIZES = {Lane.REPLY: 20, Lane.BULK: 100}
# How long emails in progress have to finish before they count as unsent. Under 15 s in all.
ENDING_SECONDS = 11
LEAVING_SECONDS = 2
log = logging.getLogger(__name__)


def run_sender() -> int:
    """Send both lanes until SIGTERM or SIGINT. Return the exit code of the process."""
    signalled = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, frame: signalled.set())
    connections = {
        Lane.REPLY: settings.EMAIL_REPLY_CONNECTIONS,
        Lane.BULK: settings.EMAIL_BULK_CONNECTIONS,
    }
    senders = [
        LaneSender(lane, connections=connections[lane], lease_size=size)
        for lane, size in LEASE_SIZES.items()
    ]
    threads = [
        threading.Thread(target=each.run, name=f"lane-{each.lane}", daemon=True) for each in senders
    ]
    for thread in threads:
        thread.start()
    log.info(
        (
            "The email sender uses up to %d connections for replies and %d for bulk email. "
            "SIGTERM stops it within %d seconds."
        ),
        *connections.values(),
        ENDING_SECONDS + LEAVING_SECONDS,
    )
    while not signalled.wait(1) and all(thread.is_alive() for thread in threads):
        pass
    for each in senders:
        each.stop()
    if not _end(threads, ENDING_SECONDS):
        log.warning(
            "The mail server isn't responding. We'll send what was in progress again later."
        )
        for each in senders:
            each.interrupt()
        if not _end(threads, LEAVING_SECONDS):
            log.warning("The email sender stopped before its emails were done.")
            logging.shutdown()
            os._exit(1)
    log.info("The email sender has stopped.")
    return 0 if signalled.is_set() else 1


def _end(threads: list[threading.Thread], seconds: float) -> bool:
    """Wait this long for the threads to end, and say whether they did."""
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(deadline - time.monotonic(), 0))
    return not any(thread.is_alive() for thread in threads)
