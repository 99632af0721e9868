"""What the database refuses, in words organizers can act on.

Forms leave the named constraints to the database, which alone can judge them between two people
who save at once; what it refuses comes back as a sentence at its field. A constraint of a model has
its own sentence, as `violation_error_message`, and names the field as `violation_error_code`.
"""

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, IntegrityError
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.lib.database_outage import render_in_any_case

# For each trigger, the field to show the message at and the message. Each app adds its own.
SENTENCES: dict[str, tuple[str, Promise]] = {}
# The error code of triggers that name no constraint, such as pgtrigger's Protect.
RAISED = "P0001"
UNKNOWN = _("We can’t save this because it breaks a rule (%(name)s). Check what you entered.")
NAMELESS = _("You can’t change or delete this because other records depend on it.")


def constraint_name(error: DatabaseError) -> str:
    """Return the name of the violated constraint, "" if the database didn't say."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def sentence_about(error: DatabaseError) -> tuple[str, str]:
    """Return the field to show the message at and the message."""
    name = constraint_name(error)
    if known := SENTENCES.get(name):
        return known[0], str(known[1])
    for constraint in (each for model in apps.get_models() for each in model._meta.constraints):
        if constraint.name == name and constraint.violation_error_code:
            return constraint.violation_error_code, str(constraint.violation_error_message)
    return NON_FIELD_ERRORS, str(UNKNOWN % {"name": name} if name else NAMELESS)


def sentences_of(refusal: ValidationError | IntegrityError) -> list[str]:
    """Return the messages of a refusal by a rule or by the database."""
    if isinstance(refusal, IntegrityError):
        return [sentence_about(refusal)[1]]
    return list(refusal.messages)


class RefusalMiddleware(MiddlewareMixin):
    """Shows a page with status 409 for what the database refused and no admin form reported.

    Forms show it at their fields where they can: see `BaseAdmin` and `action_page`. This is for
    all other pages of the admin. What was typed is still in the browser, one step back.
    """

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
    return isinstance(error, IntegrityError) or (
        getattr(error.__cause__, "sqlstate", None) == RAISED
    )
