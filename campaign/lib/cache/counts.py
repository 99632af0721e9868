"""Whether the page that is being made shows how many signed, which changes far more often."""

from __future__ import annotations

import threading

_page = threading.local()


def note_counts() -> None:
    """Note that the page that this thread is making shows counts of signatures."""
    _page.shows_counts = True


def begin_page() -> None:
    _page.shows_counts = False


def shows_counts() -> bool:
    return bool(getattr(_page, "shows_counts", True))
