"""Answers over HTTP that say what to do next."""

import re
from collections.abc import Callable
from functools import wraps

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    StreamingHttpResponse,
)
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponseBase]
READING = ("GET", "HEAD")
NUMBER = re.compile(r"[0-9]{1,18}")  # the number of a row, as PostgreSQL can store it


def public_page(view: View) -> View:
    """Serve `view` by GET and HEAD, whatever parameters its address has.

    Django's check of forms, which would answer 403 to a POST first, is left out: nothing is
    written here.
    """
    return csrf_exempt(serves(*READING)(view))


def serves(*methods: str) -> Callable[[View], View]:
    """Serve a view by `methods`; any other gets 405, what is allowed, and a sentence.

    HEAD is answered without a body.
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
    """Take the body off an answer to HEAD, which says how long it is for GET and sends none.

    Django leaves that to the server, and gunicorn complains of it.
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
    """A page that does not exist, for a reason worth telling the visitor.

    `message` is a translated sentence that the 404 page shows; the message of any other Http404
    stays out of sight. `link_url` with `link_text` leads on from there.
    """

    def __init__(
        self, message: str | Promise, *, link_url: str = "", link_text: str | Promise = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.link_url = link_url
        self.link_text = link_text


def see_other(url: str) -> HttpResponse:
    """Send the browser from a form to the page `url`, which it asks for by GET."""
    return HttpResponse(status=303, headers={"Location": url})
