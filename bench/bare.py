"""A WSGI application that does nothing but send: what bench/read.py compares the site with.

BARE_ANSWERS names a file of answers, each by what is asked: path, encoding, and whether the client
has the page already.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse

ANSWERS = {
    key: (status, [(name, value) for name, value in headers], body.encode("latin-1"))
    for key, (status, headers, body) in json.loads(
        Path(os.environ["BARE_ANSWERS"]).read_text()
    ).items()
}
HEALTHY = ("200 OK", [("Content-Length", "2")], b"ok")


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    key = (
        f"{environ['PATH_INFO']} {environ.get('HTTP_ACCEPT_ENCODING', '')}"
        f" {'HTTP_IF_NONE_MATCH' in environ}"
    )
    status, headers, body = ANSWERS.get(key, HEALTHY)
    start_response(status, headers)
    return [body] if body else []
