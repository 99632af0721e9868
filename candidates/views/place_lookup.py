"""Where the box "ZIP code or state" and links to places lead."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from campaign.lib.cache.decorators import cached_page
from campaign.lib.http import see_other
from campaign.lib.public_forms import public_form, refusal_status
from candidates.models import Jurisdiction
from candidates.place_lookup import FindForm, ballot_url, offered_places, unknown_place

TEMPLATE = "candidates/find.html"


# A ZIP code comes by POST, so that no address, history or log holds it, and is kept nowhere.
@cached_page("state", "places")
@public_form(FindForm, TEMPLATE)
def find(request: HttpRequest) -> HttpResponse:
    """Lead to the ballot of what was typed; a place in several states leads back here to choose.

    A link with a state leads to the state's page.
    """
    if request.method == "POST":
        return lead_on(request, FindForm(request.POST))
    if "state" in request.GET:
        state = Jurisdiction.objects.filter(code=request.GET["state"].upper()).first()
        if not state:
            raise unknown_place()
        return redirect("candidates:state", state.path_code)
    places = [
        (state, ballot_url(state, districts)) for state, districts in offered_places(request.GET)
    ]
    return page(request, FindForm(), {"places": places})


def lead_on(request: HttpRequest, form: FindForm) -> HttpResponse:
    if status := refusal_status(request, form):
        return page(request, form, status=status)
    return see_other(form.cleaned_data["place"].url)


def page(
    request: HttpRequest,
    form: FindForm,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    return render(request, TEMPLATE, {"form": form, **(context or {})}, status=status)
