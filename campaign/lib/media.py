"""Pictures that this site drew itself, under names it made."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

CONTENT_TYPES = {"svg": "image/svg+xml", "webp": "image/webp"}


def stored_picture(name: str) -> FileResponse:
    """Answer with a picture by its name, which the pattern of its address has checked.

    Whether the visitor may see it, the caller knows. Raises Http404 where the file is missing.
    """
    if not default_storage.exists(name):
        raise Http404
    content_type = CONTENT_TYPES[name.rpartition(".")[2]]
    return FileResponse(default_storage.open(name), content_type=content_type)
