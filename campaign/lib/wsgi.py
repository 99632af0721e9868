"""Asking a WSGI application from within, and passing on what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from wsgiref.types import StartResponse

WSGIApplication = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
Headers = list[tuple[str, str]]
# In the environment, from deploy/gunicorn.conf.py: since when a request waits, by time.monotonic.
WAITS_SINCE = "campaign.waits_since"


class Answer(NamedTuple):
    """An answer in full."""

    status: str
    headers: Headers
    body: bytes

    @property
    def is_error_of_ours(self) -> bool:
        return self.status.startswith("5")

    def send(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        start_response(self.status, self.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]


class Stream(NamedTuple):
    """An answer whose body comes in parts. Pass it on, or read it in full."""

    status: str
    headers: Headers
    chunks: Iterable[bytes]

    @property
    def is_long(self) -> bool:
        """Say whether Django makes it bit by bit, because it's too large for memory."""
        return bool(getattr(self.chunks, "streaming", False))

    def kept_by_others(self, cache_control: str) -> Stream:
        """Return it with another Cache-Control."""
        others = [each for each in self.headers if each[0].lower() != "cache-control"]
        return self._replace(headers=[*others, ("Cache-Control", cache_control)])

    def in_full(self) -> Answer:
        try:
            return Answer(self.status, self.headers, b"".join(self.chunks))
        finally:
            self.close()

    def send(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        start_response(self.status, self.headers)
        if environ["REQUEST_METHOD"] != "HEAD":
            return self.chunks
        self.close()
        return []

    def close(self) -> None:
        getattr(self.chunks, "close", lambda: None)()


def ask(application: WSGIApplication, environ: dict[str, Any]) -> Stream:
    """Return what `application` answers to the request that `environ` describes."""
    head: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: Headers, *_error: object) -> Callable[..., None]:
        head.append((status, headers))
        return lambda _data: None  # Django writes nothing this way.

    chunks = application(environ, start_response)
    return Stream(*head[0], chunks)
