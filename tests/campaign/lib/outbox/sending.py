"""Senders that run in this process."""

from __future__ import annotations

import contextlib
import datetime
import threading
import time
from collections.abc import Callable, Iterator

from django.utils import timezone

from campaign.lib.outbox.lane_sender import LaneSender
from campaign.lib.outbox.models import Lane, Message

PATIENCE_SECONDS = 20


def drain(clock: Callable[[], datetime.datetime] = timezone.now, *, lease_size: int = 100) -> None:
    """Send what is due, in this thread, and return."""
    for lane in Lane:
        sender = LaneSender(lane, connections=1, lease_size=lease_size, clock=clock)
        while not sender.is_idle:
            sender.step()
            if not sender.is_idle:
                sender.wait()
        sender.close()


@contextlib.contextmanager
def sending(
    lane: str = Lane.REPLY,
    *,
    connections: int = 2,
    lease_size: int = 20,
    clock: Callable[[], datetime.datetime] = timezone.now,
) -> Iterator[LaneSender]:
    """Let a sender of a lane run while the `with` block does, and end it politely."""
    sender = LaneSender(lane, connections=connections, lease_size=lease_size, clock=clock)
    thread = threading.Thread(target=sender.run)
    thread.start()
    try:
        yield sender
    finally:
        sender.stop()
        thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()


def wait_for(condition: Callable[[], bool]) -> None:
    """Return when `condition` holds; fail the test when it does not in time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def outcomes() -> dict[int, str]:
    """Return the outcome of every email by what it is about."""
    return dict(Message.objects.values_list("object_id", "outcome"))
