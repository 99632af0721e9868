"""Files that rows refer to: where they are, and how none stays behind if a row is refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.http import FileResponse, Http404

CONTENT_TYPES = {"svg": "image/svg+xml", "webp": "image/webp"}
_stored: ContextVar[list[tuple[Storage, str]] | None] = ContextVar("stored", default=None)


class PrivateStorage(FileSystemStorage):
    """Keeps files in `PRIVATE_MEDIA_ROOT`, readable by the site's own user alone."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @property
    def base_location(self) -> Path:
        return Path(settings.PRIVATE_MEDIA_ROOT)

    @property
    def location(self) -> str:
        return str(self.base_location.absolute())

    def url(self, name: str | None) -> str:
        raise ValueError("A private file has no URL.")


def store(storage: Storage, name: str, content: bytes) -> str:
    kept = storage.save(name, ContentFile(content))
    stored = _stored.get()
    if stored is not None:
        stored.append((storage, kept))
    return kept


@contextmanager
def no_orphans() -> Iterator[None]:
    """If the block raises, delete what `store` stored inside it.

    Put it around the transaction that saves the rows.
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


def stored_picture(name: str) -> FileResponse:
    """Serve a picture by its name, which the URL pattern has checked.

    The caller decides whether the visitor may see it. Raises Http404 if the file is missing.
    """
    if not default_storage.exists(name):
        raise Http404
    content_type = CONTENT_TYPES[name.rpartition(".")[2]]
    return FileResponse(default_storage.open(name), content_type=content_type)
