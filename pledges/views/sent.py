"""What comes after a form was sent: check your email, or have the email sent again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from campaign.lib.client_address import client_block
from campaign.lib.database_outage import keeps_what_was_typed
from campaign.lib.http import see_other, serves
from campaign.lib.origin import is_sent_from_here, not_sent_from_here
from pledges.forms import AskAgainForm
from pledges.models import Petition
from pledges.signing.sign_up import ask_again
from pledges.views.petitions import petition_or_404

TEMPLATE = "pledges/sent.html"


@csrf_exempt
@sensitive_post_parameters()
@serves("GET", "HEAD", "POST")
@keeps_what_was_typed(AskAgainForm, TEMPLATE)
def sign_sent(request: HttpRequest, slug: str) -> HttpResponse:
    return sent(request, petition_or_404(slug, timezone.now()))


@csrf_exempt
@sensitive_post_parameters()
@serves("GET", "HEAD", "POST")
@keeps_what_was_typed(AskAgainForm, TEMPLATE)
def join_sent(request: HttpRequest) -> HttpResponse:
    return sent(request, None)


def sent(request: HttpRequest, petition: Petition | None) -> HttpResponse:
    """Answer alike for every address. The page knows none, so it asks for it."""
    if request.method != "POST":
        return page(request, petition, AskAgainForm())
    form = AskAgainForm(request.POST)
    if not is_sent_from_here(request):
        form.refuse(not_sent_from_here())
        return page(request, petition, form, status=403)
    if not form.is_valid():
        return page(request, petition, form, status=422)
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
