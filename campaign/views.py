"""The site's own pages, what watches the service, and the pages that say what went wrong."""

from __future__ import annotations

from typing import Any

from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from campaign.lib.database_outage import RETRY_AFTER_SECONDS, mark_database_away
from campaign.lib.http import NotFoundWithAdvice, as_asked, public_page
from candidates.models import Cycle
from candidates.statistics import record_figures


@public_page
def home(request: HttpRequest) -> HttpResponse:
    cycle = Cycle.objects.current()
    figures = record_figures(cycle)
    return render(request, "campaign/home.html", {"cycle": cycle, "figures": figures})


# For machines that watch the service


@never_cache
@public_page
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@never_cache
@public_page
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether visitors can be sent here: the database answers and every migration ran."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return not_ready(_("The database does not answer."))
    if pending:
        return not_ready(_("%(count)d migrations have not run yet.") % {"count": len(pending)})
    return HttpResponse("ready", content_type="text/plain; charset=utf-8")


def not_ready(sentence: str) -> HttpResponse:
    return HttpResponse(
        sentence,
        status=503,
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
        content_type="text/plain; charset=utf-8",
    )


# When something is wrong. `campaign/urls.py` names these as Django's handlers.


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    advice = exception if isinstance(exception, NotFoundWithAdvice) else None
    return error_page(request, 404, {"advice": advice})


def server_error(request: HttpRequest) -> HttpResponseBase:
    return error_page(request, 500)


def error_page(
    request: HttpRequest, status: int, context: dict[str, Any] | None = None
) -> HttpResponseBase:
    """Render the page of `status`, with or without the database."""
    try:
        page = render(request, f"{status}.html", context, status=status)
    except DatabaseError:
        mark_database_away(request)
        page = render(request, f"{status}.html", context, status=status)
    return as_asked(request, page)
