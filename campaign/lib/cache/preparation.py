"""Making the pages that most people open first before a new process answers anyone."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.db import connections

from campaign.lib.database_wait import database_within
from campaign.lib.wsgi import WSGIApplication, ask

# What browsers ask for. gzip is always kept.
ENCODING = "br"
logger = logging.getLogger(__name__)


def prepare(site: WSGIApplication, paths: Callable[[], Iterable[str]], seconds: float) -> None:
    """Ask `site` for pages in turn, for so long at most and while the database answers.

    Nothing that goes wrong here keeps a process from starting.
    """
    deadline = time.monotonic() + seconds
    try:
        with database_within(seconds):
            for path in paths():
                answer = ask(site, environ_of(path)).in_full()
                if answer.is_error_of_ours or time.monotonic() > deadline:
                    break
    except Exception:
        logger.exception("Pages aren't made before somebody asks for them.")
    finally:
        connections.close_all()


def environ_of(path: str) -> dict[str, Any]:
    """Return what the server makes of a browser's request for a page at SITE_URL."""
    site = urlsplit(settings.SITE_URL)
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": "",
        "SERVER_NAME": site.hostname or "",
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": site.netloc,
        "HTTP_ACCEPT_ENCODING": ENCODING,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
