"""The site's addresses and a few views that fail, each in its own way."""

from typing import NoReturn

from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, ProgrammingError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from campaign.lib.http import NotFoundWithAdvice
from campaign.urls import handler400, handler403, handler404, handler500
from campaign.urls import urlpatterns as urls_of_the_site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

SECRET = "column candidates_person.secret"


def raising(error: Exception) -> NoReturn:
    raise error


def asks_the_database(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("asked")


def writes(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE written (id integer)")
    return HttpResponse("written")


def logs_in(request: HttpRequest) -> HttpResponse:
    """Leave a session behind that the middleware is to store."""
    vars(request)["session"] = SessionStore()
    request.session.modified = True
    request.session._session_cache = {"a": "b"}
    return HttpResponse("logged in")


ADVICE = NotFoundWithAdvice(
    "No state has the code XX.", link_url="/states/", link_text="All states"
)
urlpatterns = [
    path("suspicious/", lambda request: raising(SuspiciousOperation(SECRET))),
    path("forbidden/", lambda request: raising(PermissionDenied(SECRET))),
    path("missing/", lambda request: raising(Http404(SECRET))),
    path("advised/", lambda request: raising(ADVICE)),
    path("broken/", lambda request: raising(ValueError(SECRET))),
    path("wrong-query/", lambda request: raising(ProgrammingError(SECRET))),
    path("broken-connection/", lambda request: raising(InterfaceError(SECRET))),
    path("database/", asks_the_database),
    path("writes/", writes),
    path("logs-in/", logs_in),
    *urls_of_the_site,
]
