"""Where the box "ZIP code or state" and the select of states lead."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from campaign.lib.database_outage import keeps_what_was_typed
from campaign.lib.http import see_other, serves
from campaign.lib.origin import is_sent_from_here, not_sent_from_here
from candidates.models import Jurisdiction
from candidates.place_lookup import FindForm, offered_places, offering_url, unknown_place

TEMPLATE = "candidates/find.html"


# A ZIP code comes by POST, so that no address, history or log holds it, and is kept nowhere.
@csrf_exempt
@sensitive_post_parameters("place")
@serves("GET", "HEAD", "POST")
@keeps_what_was_typed(FindForm, TEMPLATE)
def find(request: HttpRequest) -> HttpResponse:
    """Lead to the state of what was typed; a place in several states leads back here to choose."""
    if request.method == "POST":
        return lead_on(request, FindForm(request.POST))
    if "state" in request.GET:
        state = Jurisdiction.objects.filter(code=request.GET["state"].upper()).first()
        if not state:
            raise unknown_place()
        return redirect(offering_url(state, []))
    places = [
        (state, districts, offering_url(state, districts))
        for state, districts in offered_places(request.GET)
    ]
    return page(request, FindForm(), {"places": places})


def lead_on(request: HttpRequest, form: FindForm) -> HttpResponse:
    """Lead to the place that was typed, or back to the form with it still there."""
    if not is_sent_from_here(request):
        form.refuse(not_sent_from_here())
        return page(request, form, status=403)
    if not form.is_valid():
        return page(request, form, status=422)
    return see_other(form.cleaned_data["place"].url)


def page(
    request: HttpRequest,
    form: FindForm,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    states = Jurisdiction.objects.all()
    context = {"form": form, "states": states, **(context or {})}
    return render(request, TEMPLATE, context, status=status)
