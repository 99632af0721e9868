"""Answers over HTTP that say what to do next."""

from collections.abc import Callable

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.functional import Promise
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponseBase]


def public_page(view: View) -> View:
    """Serve `view` by GET and HEAD; any other method gets 405 and what is allowed.

    Django's check of forms, which would answer 403 to a POST first, is left out: nothing is
    written here.
    """
    return csrf_exempt(require_safe(view))


class NotFoundWithAdvice(Http404):
    """A page that does not exist, for a reason worth telling the visitor.

    `message` is a translated sentence that the 404 page shows; the message of any other Http404
    stays out of sight. `link_url` with `link_text` leads on from there.
    """

    def __init__(
        self, message: str | Promise, *, link_url: str = "", link_text: str | Promise = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.link_url = link_url
        self.link_text = link_text


def see_other(url: str) -> HttpResponse:
    """Send the browser from a form to the page `url`, which it asks for by GET."""
    return HttpResponse(status=303, headers={"Location": url})
