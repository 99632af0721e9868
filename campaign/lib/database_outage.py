"""What a visitor gets while the database is away: a page that says so, and when to come back."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from campaign.lib.forms import RefusableForm
from campaign.lib.http import View

RETRY_AFTER_SECONDS = 30
# Errors that waiting may cure: no connection, a broken one, one that took too long.
UNREACHABLE = (OperationalError, InterfaceError)

logger = logging.getLogger(__name__)


def mark_database_away(request: HttpRequest) -> None:
    """Note on `request` that templates must not ask the database anything."""
    vars(request)["is_database_away"] = True


def is_database_away(request: HttpRequest) -> bool:
    return "is_database_away" in vars(request)


def keeps_what_was_typed(form_class: type[RefusableForm], template: str) -> Callable[[View], View]:
    """Let a view answer a POST that the database cannot take with the form, filled in, at 503.

    `template` draws `form` with nothing else in its context but what {% site %} and its like say
    without the database.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except UNREACHABLE as error:
                if request.method != "POST":
                    raise
                form = form_class(request.POST)
                form.refuse(not_saved())
                return unavailable(request, error, template, {"form": form})

        return answer

    return decorate


def not_saved() -> ValidationError:
    return ValidationError(
        _(
            "We cannot reach our records right now, so nothing was saved. What you typed is still "
            "here: send it again in half a minute."
        ),
        code="database_away",
    )


def render_in_any_case(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int
) -> HttpResponse:
    """Render `template` with the database, or without it when it does not answer."""
    try:
        return render(request, template, context, status=status)
    except DatabaseError:
        mark_database_away(request)
        return render(request, template, context, status=status)


def unavailable(
    request: HttpRequest, error: Exception, template: str, context: dict[str, Any] | None = None
) -> HttpResponse:
    """Render `template` without the database, with status 503 and when to come back."""
    logger.error("The database is away at %s: %s", request.path, type(error).__name__)
    mark_database_away(request)
    response = render(request, template, context, status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


class DatabaseOutageMiddleware:
    """Turns a database error of a view that waiting may cure into a 503 with Retry-After.

    A wrong query is a bug and stays a 500.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, UNREACHABLE):
            return None
        return unavailable(request, exception, "503.html")
