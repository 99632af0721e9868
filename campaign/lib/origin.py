"""Whether a form was sent from one of our own pages.

Public forms set no cookie, so Django's token cannot protect them; the view is `csrf_exempt` and
asks this instead. A page elsewhere can make a browser send a form here, but it controls neither of
the two headers that say where the form was. A form that carries a mailed token needs no check.
"""

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def is_sent_from_here(request: HttpRequest) -> bool:
    """Say whether the browser vouches that a page of this host sent `request`.

    Either header suffices: `Sec-Fetch-Site: same-origin`, or the request's own origin in `Origin`
    (from browsers of before 2023). None of them, `null` and another site are refused.
    """
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        return True
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def not_sent_from_here() -> ValidationError:
    """Return the advice for the form that is shown again, with status 403."""
    return ValidationError(
        _(
            "Your browser did not show that this form was sent from our page, so nothing was "
            "saved. What you typed is still here: send it again. If that fails too, open this "
            "page in a private window or in another browser."
        ),
        code="origin",
    )
