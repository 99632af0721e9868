"""What comes after a form was sent: check your email, or have the email sent again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from campaign.lib.client_address import client_block
from campaign.lib.http import see_other
from campaign.lib.public_forms import public_form, refusal_status
from pledges.forms import AskAgainForm
from pledges.models import Petition
from pledges.signing.sign_up import ask_again
from pledges.views.petitions import petition_or_404

TEMPLATE = "pledges/sent.html"


@public_form(AskAgainForm, TEMPLATE)
def sent(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Answer alike for every address. The page knows none, so it asks for it."""
    petition = petition_or_404(slug, timezone.now()) if slug else None
    if request.method != "POST":
        return page(request, petition, AskAgainForm())
    form = AskAgainForm(request.POST)
    if status := refusal_status(request, form):
        return page(request, petition, form, status=status)
    if not form.filled_honeypot:
        ask_again(
            form.cleaned_data["email"],
            petition.pk if petition else None,
            client_block=client_block(request),
            now=timezone.now(),
        )
    return see_other(f"{request.path}?again=yes")


def page(
    request: HttpRequest, petition: Petition | None, form: AskAgainForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "petition": petition,
        "form": form,
        "is_again": request.GET.get("again") == "yes",
    }
    return render(request, TEMPLATE, context, status=status)
