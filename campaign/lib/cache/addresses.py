"""Which request asks for which page: two that ask for the same get the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve

from campaign.lib.cache.decorators import Kept, kept_page
from campaign.lib.http import READING

# An organizer who adds this to an address sees what everybody sees.
AS_PUBLIC = "as=public"
# No path of ours and nothing that a view knows is longer, and each of them takes memory.
LONGEST = 500


class Address(NamedTuple):
    """What a page is kept under. The query has what its view knows, in the view's order.

    `host` is what ALLOWED_HOSTS calls the host: one entry may admit any number of subdomains.
    """

    scheme: str
    host: str
    path: str
    query: str


def asked_for(environ: dict[str, Any]) -> tuple[Address, Kept] | None:
    """Return the page that a request asks for; None for what Django alone may answer.

    That's anything but reading a page that its view marked, at a host of ours, without a session.
    """
    if environ["REQUEST_METHOD"] not in READING or environ.get("CONTENT_TYPE"):
        return None
    path, typed = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    # A proxy may pass on a SCRIPT_NAME of the visitor's, which would begin every link of the page.
    if environ.get("SCRIPT_NAME"):
        return None
    if f"{settings.SESSION_COOKIE_NAME}=" in environ.get("HTTP_COOKIE", "") and (
        AS_PUBLIC not in typed.split("&")
    ):
        return None
    host = host_of_ours(environ.get("HTTP_HOST", ""), tuple(settings.ALLOWED_HOSTS))
    kept = kept_at(path) if host and len(path) <= LONGEST else None
    query = known_query(typed, kept.parameters) if kept and typed else ""
    if kept is None or query is None or len(query) > LONGEST:
        return None
    return Address(scheme_of(environ), host, path, query), kept


def scheme_of(environ: dict[str, Any]) -> str:
    """Return the scheme as Django will see it."""
    header, secure = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    if header in environ:
        return "https" if environ[header].split(",")[0].strip() == secure else "http"
    return str(environ["wsgi.url_scheme"])


@lru_cache(maxsize=64)
def host_of_ours(host: str, allowed: Sequence[str]) -> str:
    """Return the entry of ALLOWED_HOSTS by which Django accepts a header Host, "" without one."""
    domain, _port = split_domain_port(host)
    return next((each for each in allowed if domain and validate_host(domain, [each])), "")


@lru_cache(maxsize=2_048)
def kept_at(path: str) -> Kept | None:
    """Return what the view at a raw path says of keeping its page."""
    try:
        return kept_page(resolve(get_path_info({"PATH_INFO": path})).func)
    except Resolver404:
        return None


def known_query(typed: str, parameters: Sequence[str]) -> str | None:
    """Return the query with what a view knows, in its order; None for one that is malformed.

    Of several values the last one holds, as everywhere in Django; an empty one is none.
    """
    if not parameters:
        return ""
    try:
        found = dict(
            parse_qsl(
                typed.encode("latin-1").decode(),  # WSGI hands over bytes as Latin-1.
                keep_blank_values=True,
                errors="strict",
                max_num_fields=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
            )
        )
    except ValueError:
        return None
    if any("\0" in text for text in found.values()):
        return None
    return urlencode({name: found[name] for name in parameters if found.get(name)})
