"""Requests that no browser sends and no page could answer."""

import codecs
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import StartResponse

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.http import parse_header_parameters

from campaign.lib.database_outage import render_in_any_case
from campaign.lib.http import path_of
from campaign.lib.wsgi import WSGIApplication

# The charsets a form may use. Python knows more, but some aren't text at all (zlib), fail on every
# query (idna), or turn harmless bytes into NUL (utf-7).
CHARSETS = frozenset({"ascii", "cp1252", "iso8859-1", "utf-8"})
UNREADABLE = "campaign.unreadable"
# What anyone may post: several times the longest public form. Organizers upload files, and so do
# campaigns by their links. A campaign's form with larger files than we take is still read, so that
# what was typed comes back. deploy/nginx.conf has the same limits.
LARGEST_PUBLIC_BODY = 64 * 2**10
LARGEST_BODY_WITH_FILES = 25 * 2**20
LARGEST_BODY_OF_CAMPAIGNS = 64 * 2**20
UPLOADS_OF_CAMPAIGNS = re.compile(r"/desk/[^/]+/send/")


def without_unreadable_charsets(application: WSGIApplication) -> WSGIApplication:
    """Return `application` behind a check of Content-Type, which Django reads unprotected.

    The header is taken off a request that fails, and MalformedRequestMiddleware refuses it.
    """

    def checked(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if not is_readable(environ.get("CONTENT_TYPE", "")):
            environ = {**environ, "CONTENT_TYPE": "", UNREADABLE: True}
        return application(environ, start_response)

    return checked


def is_readable(content_type: str) -> bool:
    """Say whether Django can read the header Content-Type, and a form in its charset.

    One that Python does not know is as good as none: Django takes the form for UTF-8.
    """
    try:
        charset = parse_header_parameters(content_type)[1].get("charset", "utf-8")
    except (LookupError, ValueError):  # a parameter in a charset of its own (RFC 2231)
        return False
    try:
        return codecs.lookup(charset).name in CHARSETS
    except LookupError:
        return True
    except ValueError:
        return False


class MalformedRequestMiddleware:
    """Answers 400 to a NUL, a query that is not UTF-8, too many parameters and half a form.

    A body that's too large gets 413.
    PostgreSQL stores no NUL, and Django reads a query only when a view asks for it; so this asks
    for every view.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_malformed(request):
            return render_in_any_case(request, "400.html", status=400)
        if is_too_large(request):
            return render_in_any_case(request, "413.html", status=413)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Refuse a form that stops coming halfway."""
        if isinstance(exception, UnreadablePostError):
            return render_in_any_case(request, "400.html", status=400)
        return None


def is_malformed(request: HttpRequest) -> bool:
    typed = request.META.get("QUERY_STRING", "")
    # WSGI passes bytes as Latin-1 characters.
    query = unquote_to_bytes(typed.encode("latin-1"))
    try:
        query.decode()
        if typed:
            request.GET  # noqa: B018 - it counts the parameters: DATA_UPLOAD_MAX_NUMBER_FIELDS
    except (UnicodeDecodeError, TooManyFieldsSent):
        return True
    # A cookie can contain it, as in sessionid="\000".
    has_nul = b"\0" in query or any(
        "\0" in text for text in (request.path, *request.COOKIES.values())
    )
    return has_nul or UNREADABLE in request.META


def is_too_large(request: HttpRequest) -> bool:
    """Say whether a body is larger than its address takes. One of unknown length isn't read."""
    most = LARGEST_PUBLIC_BODY
    if request.path.startswith(path_of("admin:index")):
        most = LARGEST_BODY_WITH_FILES
    elif UPLOADS_OF_CAMPAIGNS.match(request.path_info):
        most = LARGEST_BODY_OF_CAMPAIGNS
    length = str(request.META.get("CONTENT_LENGTH", ""))
    return length.isdecimal() and (len(length) > 18 or int(length) > most)
