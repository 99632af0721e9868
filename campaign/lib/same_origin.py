"""Whether a form was sent from one of our own pages.

Public forms set no cookie, so Django's token cannot protect them; the view is `csrf_exempt` and
asks this instead. A page elsewhere can make a browser send a form here, but it controls neither of
the two headers that say where the form was. A form that carries a mailed token needs no check.
"""

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def is_sent_from_here(request: HttpRequest) -> bool:
    """Say whether the browser says that a page of this host sent `request`.

    Either header is enough: `Sec-Fetch-Site: same-origin`, or the request's own origin in `Origin`
    (from browsers before 2023). If it's neither, `null` or another site, we refuse.
    """
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        return True
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def not_sent_from_here() -> ValidationError:
    return ValidationError(
        _(
            "We couldn’t tell that this form came from our page, so we didn’t save it. What you "
            "typed is still here. Send it again. If that doesn’t work, try a private window or "
            "another browser."
        ),
        code="origin",
    )
