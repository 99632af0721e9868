"""What a mail's link leads to: a page with a button. Only the button does anything."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from campaign.lib.http import public_page, see_other, serves
from pledges.mail import links
from pledges.models import MailedLink, Signature, Supporter
from pledges.models.signatures import ARMED_FORCES
from pledges.signing import withdraw as verbs
from pledges.signing.confirm import confirm as confirm_signature

Purpose = MailedLink.Purpose
View = Callable[..., HttpResponseBase]


def mailed(purpose: MailedLink.Purpose, *methods: str) -> Callable[[View], View]:
    """Hand the link of the token in the address to a view, which no cache or search engine keeps.

    Everything that is no valid token for `purpose` gets one page. Nobody asks where the form was:
    the token is what nobody else has.
    """

    def decorate(view: View) -> View:
        @sensitive_post_parameters()
        @serves(*methods)
        @wraps(view)
        def answer(request: HttpRequest, token: str, *args: int) -> HttpResponseBase:
            link = links.find(purpose, token, now=timezone.now())
            if link is None:
                return not_valid(request)
            try:
                return view(request, link, token, *args)
            except (Supporter.DoesNotExist, Signature.DoesNotExist):
                return not_valid(request)  # erased meanwhile

        @never_cache
        @wraps(view)
        def unkept(request: HttpRequest, token: str, **values: int) -> HttpResponseBase:
            response = answer(request, token, *values.values())
            response.headers["X-Robots-Tag"] = "noindex"
            return response

        return csrf_exempt(unkept)

    return decorate


def not_valid(request: HttpRequest) -> HttpResponse:
    return render(request, "pledges/link_not_valid.html", status=404)


@mailed(Purpose.CONFIRM, "GET", "HEAD", "POST")
def confirm(request: HttpRequest, link: MailedLink, token: str) -> HttpResponse:
    if request.method != "POST":
        return render(request, "pledges/confirm.html", {"signature": link.signature})
    signature = confirm_signature(link, now=timezone.now())
    if signature is None:
        return not_valid(request)
    return see_other(thanks_url(signature))


@mailed(Purpose.UNSUBSCRIBE, "GET", "HEAD", "POST")
def unsubscribe(request: HttpRequest, link: MailedLink, token: str) -> HttpResponse:
    """Stop mail; mail programs do it by a POST of their own (RFC 8058), which 200 answers."""
    is_done = request.method == "POST"
    if is_done:
        verbs.stop_mail(link.supporter, now=timezone.now())
    return render(request, "pledges/unsubscribe.html", {"is_done": is_done})


@mailed(Purpose.NEVER_EMAIL, "GET", "HEAD", "POST")
def never_email(request: HttpRequest, link: MailedLink, token: str) -> HttpResponse:
    """Never email an address again; what nobody confirmed there is deleted too."""
    if request.method != "POST":
        return render(request, "pledges/never_email.html", {"supporter": link.supporter})
    verbs.never_email(link.supporter, now=timezone.now())
    return see_other(reverse("pledges:never_emailed"))


@never_cache
@public_page
def never_emailed(request: HttpRequest) -> HttpResponse:
    return render(request, "pledges/never_emailed.html")


def thanks_url(signature: Signature) -> str:
    """Return the page that thanks for a signature, with the figure as it is now."""
    if signature.petition is None:
        return reverse("pledges:joined")
    slug, place = signature.petition.slug, signature.place
    if place in {"", ARMED_FORCES}:
        return reverse("pledges:signed", args=[slug])
    return reverse("pledges:signed_in", args=[slug, place.lower()])
