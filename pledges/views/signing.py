"""The forms that sign a petition or join without one, and what comes after each step."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache

from campaign.lib.cache.decorators import cached_page
from campaign.lib.client_address import client_block
from campaign.lib.http import public_page
from campaign.lib.public_forms import public_form, refusal_status
from candidates.current_record import current_record
from candidates.models import Jurisdiction
from pledges.forms import AskAgainForm, JoinForm, SignForm, SignUpForm
from pledges.signing.sign_up import ask_again, sign_up
from pledges.statistics import petition_figures
from pledges.views.petitions import petition_or_404
from pledges.views.sent import sent_page

SIGN_TEMPLATE = "pledges/sign.html"
JOIN_TEMPLATE = "pledges/join.html"
SENT_TEMPLATE = "pledges/sent.html"


@cached_page()
@public_form(SignForm, SIGN_TEMPLATE)
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    form = SignForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = refusal_status(request, form)
        if not status and take(request, form, slug):
            return check_your_email(request, slug, form.cleaned_data["email"])
    now = timezone.now()
    petition = petition_or_404(slug, now)
    if not status or (request.method == "POST" and not petition.is_open(now)):
        status = 409
    return render(request, SIGN_TEMPLATE, {"petition": petition, "form": form}, status=status)


@cached_page()
@public_form(JoinForm, JOIN_TEMPLATE)
def join(request: HttpRequest) -> HttpResponse:
    form = JoinForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and not (status := refusal_status(request, form)):
        take(request, form, None)
        return check_your_email(request, "", form.cleaned_data["email"])
    return render(request, JOIN_TEMPLATE, {"form": form}, status=status)


def take(request: HttpRequest, form: SignUpForm, petition: str | None) -> bool:
    return sign_up(
        form.said(),
        petition,
        client_block=client_block(request),
        language=translation.get_language(),
        now=timezone.now(),
    )


def check_your_email(
    request: HttpRequest, slug: str, email: str, *, is_again: bool = False
) -> HttpResponse:
    """Say to check the email, in the same way for every address."""

    def context() -> dict[str, Any]:
        petition = petition_or_404(slug, timezone.now()) if slug else None
        return {"petition": petition, "is_again": is_again}

    return sent_page(request, SENT_TEMPLATE, f"{slug}:{is_again}", {"email": email}, context)


@cached_page()
@public_form(AskAgainForm, SENT_TEMPLATE)
def sent(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Send the email again. Opened without the form before it, it asks for the address."""
    petition = petition_or_404(slug, timezone.now()) if slug else None
    form = AskAgainForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and not (status := refusal_status(request, form)):
        email = form.cleaned_data["email"]
        if not form.filled_honeypot:
            ask_again(
                email,
                petition.pk if petition else None,
                client_block=client_block(request),
                now=timezone.now(),
            )
        return check_your_email(request, slug, email, is_again=True)
    return render(request, SENT_TEMPLATE, {"petition": petition, "form": form}, status=status)


@never_cache
@public_page
def signed(request: HttpRequest, slug: str, place: str = "") -> HttpResponse:
    """Thank for a confirmed signature; the figure has moved, so no cache may keep the page."""
    petition = petition_or_404(slug, timezone.now())
    state = get_object_or_404(Jurisdiction, code=place.upper()) if place else None
    if place != place.lower():
        raise Http404
    context = {
        "petition": petition,
        "figures": petition_figures(petition),
        "place": state,
        "cycle": current_record(request).cycle,
    }
    return render(request, "pledges/signed.html", context)


@cached_page()
@public_page
def joined(request: HttpRequest) -> HttpResponse:
    return render(request, "pledges/joined.html")
