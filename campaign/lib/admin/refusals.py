"""What a constraint or a trigger refuses of an organizer's page, as a sentence."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, IntegrityError
from django.http import HttpRequest, HttpResponse

from campaign.lib.admin.constraint_messages import sentence_about
from campaign.lib.database_outage import render_in_any_case

# What a trigger raises that names no constraint, such as pgtrigger's Protect.
RAISED = "P0001"


class RefusalMiddleware:
    """Turns what the database refused, and no form of the admin said, into a page with status 409.

    Forms say it at their fields where they can: see `BaseAdmin` and `action_page`. This is for
    all other pages of the admin. What was typed is still in the browser, one step back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.app_name != "admin":
            return None
        if not isinstance(exception, DatabaseError) or not is_refusal(exception):
            return None
        _field, sentence = sentence_about(exception)
        response = render_in_any_case(request, "409.html", {"sentence": sentence}, status=409)
        response.headers["Cache-Control"] = "no-store"
        return response


def is_refusal(error: DatabaseError) -> bool:
    """Say whether a constraint or a trigger refused what was to be stored."""
    return isinstance(error, IntegrityError) or (
        getattr(error.__cause__, "sqlstate", None) == RAISED
    )
