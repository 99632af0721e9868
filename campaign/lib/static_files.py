"""How static files are stored: names with a hash of their content, compressed once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLE_SHEET = "css/site.css"
IMPORT = re.compile(rb'@import url\("([^"]+)"\);\n')


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, with hashed names also inside JavaScript module imports.

    The imports of `css/site.css` become one file: a visitor waits for one request, not for two
    dozen. Without `collectstatic`, browsers follow the imports themselves.
    """

    support_js_module_import_aggregation = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Every page asks for the same dozen addresses.
        self._address_of = lru_cache(maxsize=256)(super().url)

    def url(self, name: str | None, force: bool = False) -> str:
        found: str = super().url(name, force) if settings.DEBUG or force else self._address_of(name)
        return found

    def post_process(
        self, paths: dict[str, tuple[Storage, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        if STYLE_SHEET in paths:
            storage, path = paths[STYLE_SHEET]
            paths = {**paths, STYLE_SHEET: (JoinedStyleSheet(storage), path)}
        yield from super().post_process(paths, dry_run=dry_run, **options)


class JoinedStyleSheet(Storage):
    """A stand-in for a style sheet's storage that reads it with its imports inlined."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def _open(self, path: str, mode: str = "rb") -> ContentFile[bytes]:
        folder = path.rpartition("/")[0]
        with self.storage.open(path) as sheet:
            content = sheet.read()
        return ContentFile(
            IMPORT.sub(lambda found: self._read(f"{folder}/{found[1].decode()}"), content)
        )

    def _read(self, path: str) -> bytes:
        with self.storage.open(path) as part:
            content: bytes = part.read()
        return content
