"""Signing a petition: the form, what comes after it, and what comes after the confirmation."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache

from campaign.lib.client_address import client_block
from campaign.lib.http import public_page, see_other
from campaign.lib.public_forms import public_form, refusal_status
from candidates.models import Jurisdiction
from pledges.forms import SignForm
from pledges.models import Petition
from pledges.signing.sign_up import SignUpData, sign_up
from pledges.statistics import petition_figures
from pledges.views.petitions import petition_or_404

TEMPLATE = "pledges/sign.html"


@public_form(SignForm, TEMPLATE)
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    petition = petition_or_404(slug, now)
    form = SignForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return page(request, petition, form)
    if not petition.is_open(now):
        return page(request, petition, form, status=409)
    if status := refusal_status(request, form):
        return page(request, petition, form, status=status)
    sign_up(
        SignUpData(**form.said()),
        petition,
        client_block=client_block(request),
        language=translation.get_language(),
        now=now,
        source="petition",
    )
    return see_other(reverse("pledges:sign_sent", args=[slug]))


@never_cache
@public_page
def signed(request: HttpRequest, slug: str, place: str = "") -> HttpResponse:
    """Thank for a confirmed signature; the figure has moved, so no cache may keep the page."""
    petition = petition_or_404(slug, timezone.now())
    state = get_object_or_404(Jurisdiction, code=place.upper()) if place else None
    if place != place.lower():
        raise Http404
    context = {"petition": petition, "figures": petition_figures(petition), "place": state}
    return render(request, "pledges/signed.html", context)


def page(
    request: HttpRequest, petition: Petition, form: SignForm, *, status: int = 200
) -> HttpResponse:
    context = {"petition": petition, "form": form, "is_open": petition.is_open(timezone.now())}
    return render(request, TEMPLATE, context, status=status)
