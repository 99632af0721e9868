"""Files for other people's programs: any site may read them, and asks again for nothing."""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from itertools import chain
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control

from campaign.lib.http import NotFoundWithAdvice, View, as_asked

JSON = "application/json"
CSV = "text/csv; charset=utf-8"
MAX_AGE_SECONDS = 60
# A larger file is sent while it's being made, so that it never is in memory as a whole.
LARGEST_WHOLE = 1_000_000


def json_text(content: dict[str, Any]) -> str:
    """Return `content` as JSON, its keys in the order given."""
    return orjson.dumps(content).decode()


def json_parts(content: dict[str, Any], name: str, rows: Iterable[list[Any]]) -> Iterator[str]:
    """Yield what `json_text` returns, with a list `name` at the end that comes in parts."""
    yield f"{json_text({**content, name: []})[:-2]}"
    separator = ""
    for part in rows:
        yield separator + orjson.dumps(part)[1:-1].decode()
        separator = ","
    yield "]}"


def moment_text(moment: datetime.datetime) -> str:
    """Return a moment by ISO 8601 in UTC, to the second: 2026-03-14T15:09:26Z."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def data_file(
    request: HttpRequest,
    text: str | Iterable[str],
    content_type: str,
    *,
    license_url: str = "",
    file_name: str = "",
) -> HttpResponseBase:
    """Answer with `text`, whole or in parts, or with 304 if the client has it.

    The ETag is a hash of the bytes. What is larger than LARGEST_WHOLE is sent as it comes, without.
    With a `file_name` browsers offer to save it.
    """
    response: HttpResponseBase
    encoded = (part.encode() for part in ([text] if isinstance(text, str) else text))
    made, size = [], 0
    for part in encoded:
        made.append(part)
        size += len(part)
        if size > LARGEST_WHOLE:
            response = StreamingHttpResponse(chain(made, encoded), content_type=content_type)
            break
    else:
        body = b"".join(made)
        etag = f'"{hashlib.sha256(body).hexdigest()}"'
        response = get_conditional_response(request, etag=etag) or HttpResponse(
            body, content_type=content_type
        )
        response.headers["ETag"] = etag
    if license_url:
        response.headers["Link"] = f'<{license_url}>; rel="license"'
    if file_name:
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    patch_cache_control(response, public=True, max_age=MAX_AGE_SECONDS)
    return open_to_all(response)


def open_to_all(response: HttpResponseBase) -> HttpResponseBase:
    """Let scripts of every other site read `response`."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def refused_in(refuse: Callable[[str], HttpResponse]) -> Callable[[View], View]:
    """Let a file say in its own format, and to every site, what is unknown in its address."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except NotFoundWithAdvice as refusal:
                return as_asked(request, open_to_all(refuse(str(refusal.message))))

        return answer

    return decorate


def _text(sentence: str) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=404, content_type="text/plain; charset=utf-8")


def _json(sentence: str) -> HttpResponse:
    return HttpResponse(json_text({"error": sentence}), status=404, content_type=JSON)


refused_as_text, refused_as_json = refused_in(_text), refused_in(_json)
