"""The pages that say what went wrong. `campaign/urls.py` names them as Django's handlers."""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from campaign.lib.database_outage import may_pass, render_in_any_case, unavailable_page
from campaign.lib.http import NotFoundWithAdvice, as_asked


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    advice = exception if isinstance(exception, NotFoundWithAdvice) else None
    return error_page(request, 404, {"advice": advice})


def server_error(request: HttpRequest) -> HttpResponseBase:
    error = sys.exception()
    if isinstance(error, Exception) and may_pass(error):
        # Raised outside the view, where DatabaseOutageMiddleware doesn't see it.
        return as_asked(request, unavailable_page(request, error))
    return error_page(request, 500)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Refuse an admin form that came without our cookie (Django's CSRF_FAILURE_VIEW)."""
    return render_in_any_case(request, "403_csrf.html", status=403)


def error_page(
    request: HttpRequest, status: int, context: dict[str, Any] | None = None
) -> HttpResponseBase:
    """Render the page of `status`, with or without the database."""
    page = render_in_any_case(request, f"{status}.html", context, status=status)
    return as_asked(request, page)
