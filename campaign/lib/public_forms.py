"""Views of forms that anyone may send, without cookies and without losing what was typed."""

from collections.abc import Callable

from django.http import HttpRequest
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from campaign.lib.database_outage import keeps_what_was_typed
from campaign.lib.forms import RefusableForm
from campaign.lib.http import READING, View, serves
from campaign.lib.same_origin import is_sent_from_here, not_sent_from_here


def public_form(form_class: type[RefusableForm], template: str) -> Callable[[View], View]:
    """Serve a view of a form by GET, HEAD and POST.

    What was typed stays out of error reports, and stays in the form if the database is down. The
    view asks `refusal_status` where the form came from, because there's no cookie to tell.
    """

    def decorate(view: View) -> View:
        served = serves(*READING, "POST")(keeps_what_was_typed(form_class, template)(view))
        return csrf_exempt(sensitive_post_parameters()(served))

    return decorate


def refusal_status(request: HttpRequest, form: RefusableForm) -> int:
    """Return the status that refuses a form, which then says why, or 0 if it's fine.

    403 if it was sent from elsewhere, 422 if it has mistakes.
    """
    if not is_sent_from_here(request):
        form.refuse(not_sent_from_here())
        return 403
    return 0 if form.is_valid() else 422
