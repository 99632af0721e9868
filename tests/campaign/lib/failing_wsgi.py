"""The site, and below it an application that fails outside Django, for a real web server."""

from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse

from campaign.wsgi import application as site


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    if "HTTP_FAIL" in environ:
        raise RuntimeError(environ["RAW_URI"])
    return site(environ, start_response)
