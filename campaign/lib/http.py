"""Helpers for HTTP responses that say what to do next."""

import re
from collections.abc import Callable
from functools import lru_cache, wraps

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    StreamingHttpResponse,
)
from django.urls import get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponseBase]
READING = ("GET", "HEAD")
# For files whose address changes with their content. What is removed leaves shared caches at once.
FOR_A_YEAR = "public, max-age=31536000, s-maxage=2, immutable"
FOR_A_MINUTE = "public, max-age=60, s-maxage=2"
NUMBER = re.compile(r"[0-9]{1,18}")  # the number of a row, as PostgreSQL can store it


def public_page(view: View) -> View:
    """Serve `view` by GET and HEAD, whatever parameters its address has.

    It skips Django's CSRF check, which would answer 403 to a POST, because nothing is
    written here.
    """
    return csrf_exempt(serves(*READING)(view))


def serves(*methods: str) -> Callable[[View], View]:
    """Serve a view by `methods`. Any other method gets 405, the allowed methods and a sentence.

    HEAD gets no body.
    """

    def decorate(view: View) -> View:
        checked = require_http_methods(methods)(view)

        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            response = checked(request, *args, **kwargs)
            if isinstance(response, HttpResponseNotAllowed):
                explain(response)
            return as_asked(request, response)

        return answer

    return decorate


def explain(response: HttpResponseNotAllowed) -> None:
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.content = _("This address only accepts %(methods)s.") % {
        "methods": response.headers["Allow"]
    }


def as_asked(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Remove the body from a response to HEAD, but keep its length for GET.

    Django leaves that to the server, and gunicorn complains about it.
    """
    if request.method != "HEAD":
        return response
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()
    elif isinstance(response, HttpResponse):
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
    return response


class NotFoundWithAdvice(Http404):
    """A page that doesn't exist, with a reason to tell the visitor.

    The 404 page shows `message`, a translated sentence. The message of any other Http404
    isn't shown. `link_url` and `link_text` lead on from there.
    """

    def __init__(
        self, message: str | Promise, *, link_url: str = "", link_text: str | Promise = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.link_url = link_url
        self.link_text = link_text


def path_of(name: str) -> str:
    """Return the path of a page without parameters, as `reverse` does, but look it up only once."""
    return _path_of(name, get_script_prefix())


@lru_cache(maxsize=64)
def _path_of(name: str, _script_prefix: str) -> str:
    return reverse(name)


def see_other(url: str) -> HttpResponse:
    """Redirect the browser from a form to the page `url`, which it loads by GET."""
    return HttpResponse(status=303, headers={"Location": url})
