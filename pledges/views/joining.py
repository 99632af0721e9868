"""Joining the campaign without a petition."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from campaign.lib.client_address import client_block
from campaign.lib.http import public_page, see_other
from campaign.lib.public_forms import public_form, refusal_status
from pledges.forms import JoinForm
from pledges.signing.sign_up import SignUpData, sign_up

TEMPLATE = "pledges/join.html"


@public_form(JoinForm, TEMPLATE)
def join(request: HttpRequest) -> HttpResponse:
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return page(request, form)
    if status := refusal_status(request, form):
        return page(request, form, status=status)
    sign_up(
        SignUpData(**form.said()),
        None,
        client_block=client_block(request),
        language=translation.get_language(),
        now=timezone.now(),
        source="join",
    )
    return see_other(reverse("pledges:join_sent"))


@public_page
def joined(request: HttpRequest) -> HttpResponse:
    return render(request, "pledges/joined.html")


def page(request: HttpRequest, form: JoinForm, *, status: int = 200) -> HttpResponse:
    return render(request, TEMPLATE, {"form": form}, status=status)
