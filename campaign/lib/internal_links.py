"""What the public would get at an address of this site, found out without a network request."""

import datetime
import re
from html import unescape
from io import BytesIO
from urllib.parse import SplitResult, unquote_to_bytes, urljoin, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone

from campaign.lib.malformed_requests import is_malformed

ID = re.compile(r'\sid="([^"]*)"')
MOST_REDIRECTS = 5


def moment_of(request: HttpRequest) -> datetime.datetime:
    """Return when the public reads a page: now, or when a text will be public."""
    moment: datetime.datetime = vars(request).get("read_at") or timezone.now()
    return moment


def split_address(href: str) -> SplitResult:
    """Return the parts of an address as typed, all of them empty if it isn't one."""
    try:
        return urlsplit(href)
    except ValueError:
        return urlsplit("")


def is_ours(parts: SplitResult) -> bool:
    """Say whether an address has no scheme and host, or those of this site."""
    if not parts.netloc:
        return not parts.scheme
    own_host = urlsplit(settings.SITE_URL).netloc
    is_web = parts.scheme in {"", "http", "https"}
    return is_web and parts.netloc.lower() == own_host.lower()


def ids_at(address: str, *, at: datetime.datetime) -> set[str] | None:
    """Return the ids on the page at `address`, as the public sees it at `at`.

    An empty set for a file or a redirect to another site. None if there's nothing.
    Follows redirects. Leaves nothing in the database.
    """
    for _number in range(MOST_REDIRECTS):
        parts = split_address(address)
        if not is_ours(parts):
            return set()
        response = _answer(parts, at)
        if response is None or "Location" not in response.headers:
            return _ids_in(response)
        address = urljoin(address, response.headers["Location"])
    return None


def page_at(path: str) -> ResolverMatch | None:
    """Return the page at `path`, with or without its last slash. Organizers' pages don't count."""
    for each in (path, f"{path}/"):
        try:
            found = resolve(each)
        except Resolver404:
            continue
        is_public = path.startswith("/") and found.app_name != "admin"
        return found if is_public else None
    return None


def _answer(parts: SplitResult, at: datetime.datetime) -> HttpResponseBase | None:
    request = _request(parts)
    page = None if is_malformed(request) else page_at(request.path)
    if page is None:
        return None
    vars(request)["read_at"] = at
    try:
        with transaction.atomic():
            response: HttpResponseBase = page.func(request, *page.args, **page.kwargs)
            transaction.set_rollback(True)
    except (Http404, PermissionDenied, SuspiciousOperation):
        return None
    if isinstance(response, FileResponse) and response.file_to_stream:
        response.file_to_stream.close()
    return response


def _request(parts: SplitResult) -> WSGIRequest:
    own = urlsplit(settings.SITE_URL)
    return WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
            "QUERY_STRING": parts.query,
            "HTTP_HOST": own.netloc,
            "SERVER_NAME": own.hostname,
            "SERVER_PORT": str(own.port or 80),
            "wsgi.url_scheme": own.scheme,
            "wsgi.input": BytesIO(),
        }
    )


def _ids_in(response: HttpResponseBase | None) -> set[str] | None:
    if response is None or response.status_code != 200:
        return None
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if not (is_page and isinstance(response, HttpResponse)):
        return set()
    return set(map(unescape, ID.findall(response.text)))
