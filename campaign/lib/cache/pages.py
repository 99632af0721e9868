"""A finished page: its bytes in each encoding that was asked for, with all headers."""

from __future__ import annotations

import datetime
import gzip
import hashlib
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from wsgiref.types import StartResponse

import brotli
from django.template.loader import render_to_string
from django.utils.http import http_date

from campaign.lib.cache.generation import Current
from campaign.lib.wsgi import Headers

OK, NOT_MODIFIED = "200 OK", "304 Not Modified"
IDENTITY, GZIP = "identity", "gzip"
# A client that takes several gets the first.
ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=5),
    GZIP: lambda body: gzip.compress(body, 6, mtime=0),
}
ACCEPTED = re.compile(r"([a-z*-]+)(?:\s*;\s*q=([0-9.]+))?")
COMPRESSED_TYPES = ("text/", "application/", "image/svg")
SMALLEST_COMPRESSED = 500
# What a page and each of its encodings take beside the bytes.
PAGE_BYTES, VARIANT_BYTES = 3_000, 600
# Each variant says these for itself.
REPLACED = frozenset({"cache-control", "content-length", "etag", "last-modified", "vary"})
# What 304 lacks, because it has no body.
OF_A_BODY = frozenset({"content-length", "content-type", "content-encoding", "content-disposition"})


@lru_cache(maxsize=64)
def encoding_for(accepted: str) -> str:
    """Return the encoding to send to a client with this Accept-Encoding (RFC 9110, 12.5.3)."""
    found = ACCEPTED.findall(accepted.lower())
    is_taken = {name: not weight or weight.strip("0.") != "" for name, weight in found}
    any_other = is_taken.get("*", False)
    return next((name for name in ENCODINGS if is_taken.get(name, any_other)), IDENTITY)


def digest_of(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=12).hexdigest()


class Page:
    """The answer 200 to one address, made in one `generation`.

    Its text is kept as gzip and in the `encoding` that its first visitor asked for. The others are
    made when they are first asked for.
    """

    def __init__(
        self,
        headers: Headers,
        body: bytes,
        *,
        generation: Current | None,
        shows_counts: bool,
        cache_control: str,
        last_modified: str,
        encoding: str = GZIP,
    ) -> None:
        self.generation = generation
        self.shows_counts = shows_counts
        # Since when, by time.monotonic, there have been only errors in its place.
        self.failing_since: float | None = None
        self.digest = digest_of(body)
        self.last_modified = last_modified
        self.cache_control = cache_control
        self._as_of: Page | None = None
        kept = [(name, value) for name, value in headers if name.lower() not in REPLACED]
        self._headers = [*kept, ("Cache-Control", cache_control), ("Last-Modified", last_modified)]
        kind = next((value for name, value in kept if name.lower() == "content-type"), "")
        self._is_compressed = kind.startswith(COMPRESSED_TYPES) and len(body) >= SMALLEST_COMPRESSED
        self._variants: dict[str, tuple[str, Headers, bytes]] = {}
        for each in {GZIP, encoding} if self._is_compressed else {IDENTITY}:
            self._add(each, body)

    @property
    def size(self) -> int:
        """Return about how many bytes of memory it takes."""
        bodies = (len(body) + VARIANT_BYTES for _etag, _headers, body in self._variants.values())
        return PAGE_BYTES + sum(bodies) + (self._as_of.size if self._as_of else 0)

    def as_of(self, since: datetime.datetime) -> Page:
        """Return the page with a header and a line that say since when it may be out of date."""
        last_modified = http_date(since.timestamp())
        if self._as_of is None or self._as_of.last_modified != last_modified:
            _etag, headers, body = self._in(IDENTITY)
            line = render_to_string("stale.html", {"since": since}).encode()
            self._as_of = Page(
                [*headers, ("X-Stale-Since", last_modified)],
                body.replace(b"<main ", line + b"<main ", 1),
                generation=self.generation,
                shows_counts=self.shows_counts,
                cache_control=self.cache_control,
                last_modified=last_modified,
            )
        return self._as_of

    def is_fresh(self, generation: Current) -> bool:
        return generation.is_of(self.generation, shows_counts=self.shows_counts)

    def send(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer GET or HEAD with the page, or with 304 where the client has it."""
        etag, headers, body = self._in(encoding_for(environ.get("HTTP_ACCEPT_ENCODING", "")))
        if self._is_had_by(environ, etag):
            headers = [each for each in headers if each[0].lower() not in OF_A_BODY]
            start_response(NOT_MODIFIED, headers)
            return []
        start_response(OK, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _is_had_by(self, environ: dict[str, Any], etag: str) -> bool:
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known is None:
            # Only this very moment: another process may have had an older page at a later one.
            return bool(environ.get("HTTP_IF_MODIFIED_SINCE") == self.last_modified)
        tags = (each.strip().removeprefix("W/") for each in known.split(","))
        return any(tag in {etag, "*"} for tag in tags)

    def _in(self, encoding: str) -> tuple[str, Headers, bytes]:
        if not self._is_compressed:
            encoding = IDENTITY
        found = self._variants.get(encoding)
        return found or self._add(encoding, gzip.decompress(self._variants[GZIP][2]))

    def _add(self, encoding: str, text: bytes) -> tuple[str, Headers, bytes]:
        body = text if encoding == IDENTITY else ENCODINGS[encoding](text)
        etag = f'"{self.digest}"' if encoding == IDENTITY else f'"{self.digest}-{encoding}"'
        headers = [*self._headers, ("ETag", etag), ("Content-Length", str(len(body)))]
        if self._is_compressed:
            headers.append(("Vary", "Accept-Encoding"))
        if encoding != IDENTITY:
            headers.append(("Content-Encoding", encoding))
        made = (etag, headers, body)
        self._variants = {**self._variants, encoding: made}
        return made
