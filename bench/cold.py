"""The site without anything finished, for gunicorn: each page is made again for each request.

What pages share until something public changes is kept, unless the request says X-First. X-Queries
says how many queries a page took.
"""

from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse

from django.db import connection

from campaign import wsgi  # it sets Django up for the others
from campaign.lib.cache.middleware import FinishedPages


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    queries = 0

    def note(execute: Callable[..., Any], *about: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*about)

    def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
        return start_response(status, [*headers, ("X-Queries", str(queries))], *error)

    site = wsgi.finished
    if environ.pop("HTTP_X_FIRST", ""):
        site = FinishedPages(wsgi.limited)
        site.generation = wsgi.finished.generation
    site.clear()
    with connection.execute_wrapper(note):
        return site(environ, start)
