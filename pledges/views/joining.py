"""Joining the campaign without a petition."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from campaign.lib.client_address import client_block
from campaign.lib.database_outage import keeps_what_was_typed
from campaign.lib.http import public_page, see_other, serves
from campaign.lib.origin import is_sent_from_here, not_sent_from_here
from pledges.forms import JoinForm
from pledges.signing.sign_up import SignUpData, sign_up

TEMPLATE = "pledges/join.html"


@csrf_exempt
@sensitive_post_parameters()
@serves("GET", "HEAD", "POST")
@keeps_what_was_typed(JoinForm, TEMPLATE)
def join(request: HttpRequest) -> HttpResponse:
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return page(request, form)
    if not is_sent_from_here(request):
        form.refuse(not_sent_from_here())
        return page(request, form, status=403)
    if not form.is_valid():
        return page(request, form, status=422)
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
