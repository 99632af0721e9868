"""Files that are stored while rows are saved, and taken away again when the rows are refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.files.base import ContentFile
from django.core.files.storage import Storage

_stored: ContextVar[list[tuple[Storage, str]] | None] = ContextVar("stored", default=None)


def store(storage: Storage, name: str, content: bytes) -> str:
    """Store a file and return the name that it got."""
    kept = storage.save(name, ContentFile(content))
    stored = _stored.get()
    if stored is not None:
        stored.append((storage, kept))
    return kept


@contextmanager
def no_orphans() -> Iterator[None]:
    """Delete what `store` stored inside the block when the block raises, and raise on.

    It encloses the transaction that saves the rows.
    """
    stored: list[tuple[Storage, str]] = []
    token = _stored.set(stored)
    try:
        yield
    except BaseException:
        for storage, name in stored:
            storage.delete(name)
        raise
    finally:
        _stored.reset(token)
