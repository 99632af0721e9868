"""Answers too large for memory: we make them while we send them, so the work lasts as long."""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack

from django.db import Error as DatabaseError

from campaign.lib.database_outage import may_pass

# We cut off a reader who takes longer, because others are waiting.
MOST_SECONDS = 60.0
logger = logging.getLogger(__name__)


class LongBody:
    """The body of an answer, each part made within `limits`; closing it closes `held`."""

    streaming = True

    def __init__(
        self,
        chunks: Iterable[bytes],
        limits: Callable[[], AbstractContextManager[object]],
        held: ExitStack,
    ) -> None:
        self._chunks, self._parts = chunks, iter(chunks)
        self._limits, self._held = limits, held
        self._end = time.monotonic() + MOST_SECONDS

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if time.monotonic() > self._end:
            raise broken_off("its reader is too slow")
        try:
            with self._limits():
                return next(self._parts)
        except DatabaseError as error:
            if not may_pass(error):
                raise
            raise broken_off(type(error).__name__) from error

    def close(self) -> None:
        with self._held:
            getattr(self._chunks, "close", lambda: None)()


def broken_off(reason: str) -> BrokenPipeError:
    """Return what makes the server close the connection, so that the reader notices."""
    logger.error("A file breaks off: %s", reason)
    return BrokenPipeError(errno.EPIPE, reason)
