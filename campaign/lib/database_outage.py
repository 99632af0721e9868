"""What visitors get while the database is down: a page that says so and when to come back."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import Error as DatabaseError
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext_lazy as _
from psycopg.errors import ReadOnlySqlTransaction

from campaign.lib.forms import RefusableForm
from campaign.lib.http import View
from campaign.lib.same_origin import is_sent_from_here, not_sent_from_here

RETRY_AFTER_SECONDS = 30
NOT_SAVED = _(
    "We can’t reach our records right now, so nothing was saved. What you typed is still here. "
    "Send it again in half a minute."
)
logger = logging.getLogger(__name__)


def may_pass(error: BaseException | None) -> bool:
    """Say whether `error` may go away by waiting: no connection, a broken, slow or read-only one.

    A wrong query is a bug.
    """
    if isinstance(error, (OperationalError, InterfaceError)):
        return True
    return isinstance(error, InternalError) and isinstance(error.__cause__, ReadOnlySqlTransaction)


def mark_database_away(request: HttpRequest) -> None:
    vars(request)["is_database_away"] = True


def is_database_away(request: HttpRequest) -> bool:
    return "is_database_away" in vars(request)


def keeps_what_was_typed(
    form_class: type[RefusableForm], template: str, *, is_mailed: bool = False
) -> Callable[[View], View]:
    """If the database can't take a POST, let the view answer 503 with the form still filled in.

    A form that wasn't sent from here is still refused with 403, unless its address is an
    emailed link. `template` draws `form` with nothing else in its context but what {% site %} and
    similar tags know without the database.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except DatabaseError as error:
                if request.method != "POST" or not may_pass(error):
                    raise
                form = form_class(request.POST)
                if is_mailed or is_sent_from_here(request):
                    form.refuse(ValidationError(NOT_SAVED, code="database_away"))
                    return unavailable(request, error, template, {"form": form})
                form.refuse(not_sent_from_here())
                mark_database_away(request)
                return render(request, template, {"form": form}, status=403)

        return answer

    return decorate


def render_in_any_case(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int
) -> HttpResponse:
    """Render `template` with the database, or without it if it doesn't answer."""
    try:
        return render(request, template, context, status=status)
    except DatabaseError:
        mark_database_away(request)
        return render(request, template, context, status=status)


def unavailable(
    request: HttpRequest, error: Exception, template: str, context: dict[str, Any] | None = None
) -> HttpResponse:
    """Render `template` without the database, with status 503 and when to come back."""
    logger.error("The database is down at %s: %s", request.path, type(error).__name__)
    mark_database_away(request)
    response = render(request, template, context, status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def unavailable_page(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer 503 with a general page. After a POST, it can send all that was typed again.

    An organizer's form needs Django's token for that; a visitor's must not set its cookie.
    """
    files = [file.name for _field, files in request.FILES.lists() for file in files]
    has_cookie = settings.CSRF_COOKIE_NAME in request.COOKIES
    sent = {"fields": typed_in(request), "files": files, "needs_token": has_cookie}
    return unavailable(request, error, "503.html", sent if sent["fields"] else {})


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields of a form and their values, but no password; none if it isn't from here."""
    if request.method != "POST" or not is_sent_from_here(request):
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
        for value in values
    ]


class DatabaseOutageMiddleware(MiddlewareMixin):
    """Turns a view's database error that may go away by waiting into a 503 with Retry-After.

    A wrong query is a bug and stays a 500.
    """

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return unavailable_page(request, exception) if may_pass(exception) else None
