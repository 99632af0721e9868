"""Requests that no browser sends and no page could answer."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class MalformedRequestMiddleware:
    """Answers 400 to a NUL, to a query that is not UTF-8, and to one of too many parameters.

    PostgreSQL stores no NUL, and Django reads a query only when a view asks for it; so this asks
    for every view.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_malformed(request):
            return render(request, "400.html", status=400)
        return self.get_response(request)


def is_malformed(request: HttpRequest) -> bool:
    # WSGI hands over bytes as the characters of Latin-1.
    query = unquote_to_bytes(request.META.get("QUERY_STRING", "").encode("latin-1"))
    try:
        query.decode()
        request.GET  # noqa: B018 - it counts the parameters: DATA_UPLOAD_MAX_NUMBER_FIELDS
    except (UnicodeDecodeError, TooManyFieldsSent):
        return True
    return "\0" in request.path or b"\0" in query
