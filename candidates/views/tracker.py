"""The list of campaigns, and the list of those who signed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.lib.cache.decorators import cached_page
from campaign.lib.http import NotFoundWithAdvice, public_page
from campaign.lib.paging import page_or_404
from candidates import rows, sorting
from candidates.forms.tracker import FILTERS, SEARCHES, TrackerForm
from candidates.models import Candidacy, Cycle, Jurisdiction
from candidates.statistics import record_figures

# The head of the list: the words, and the order that a first click asks for.
COLUMNS = (
    (_("Candidate"), "name"),
    (_("Race"), "state"),
    (_("Party"), "party"),
    (_("Answer"), "status"),
    (_("Race status"), "outcome"),
    (_("Updated"), "-updated"),
)


@cached_page(*FILTERS, "page", searches=SEARCHES)
@public_page
def tracker(request: HttpRequest) -> HttpResponse:
    if moved := state_in_capitals(request):
        return moved
    cycle = Cycle.objects.current()
    form = filter_or_404(request, cycle)
    page = page_or_404(request, form.found().with_public_record())
    figures = record_figures(cycle)
    context = {
        "as_of": rows.as_of(cycle),
        "columns": sortable_columns(form, request.path),
        "csv_url": reverse("candidates:tracker_csv") + form.query(),
        "cycle": cycle,
        "figures": figures,
        "form": form,
        "json_url": reverse("candidates:tracker_json") + form.query(),
        "page": page,
        "reset_url": request.path if form.chosen else "",
        "second_runs": 0 if form.chosen else page.paginator.count - figures.tracked,
        "sentence": form.sentence(page.paginator.count),
    }
    return render(request, "candidates/tracker.html", context)


@cached_page()
@public_page
def signed(request: HttpRequest) -> HttpResponse:
    cycle = Cycle.objects.current()
    signers = Candidacy.objects.counted().signed().filter(race__cycle=cycle).with_public_record()
    context = {
        "cycle": cycle,
        "figures": record_figures(cycle),
        "signers": sorting.sort(signers, "state"),
    }
    return render(request, "candidates/signed.html", context)


def filter_or_404(request: HttpRequest, cycle: Cycle | None) -> TrackerForm:
    form = TrackerForm(request.GET, cycle=cycle)
    if not form.is_valid():
        raise NotFoundWithAdvice(
            form.refusal, link_url=request.path, link_text=_("Show all campaigns")
        )
    return form


def state_in_capitals(request: HttpRequest) -> HttpResponse | None:
    """Return a redirect to the same filter when its state is written in small letters."""
    typed = request.GET.get("state", "")
    code = typed.upper()
    if typed == code or not Jurisdiction.objects.filter(code=code).exists():
        return None
    query = request.GET.copy()
    query["state"] = code
    return redirect(f"{request.path}?{query.urlencode()}", permanent=True)


def sortable_columns(form: TrackerForm, path: str) -> list[dict[str, Any]]:
    """Return the head of the list: the link of the current column reverses the order."""
    columns = []
    for label, first_order in COLUMNS:
        name = first_order.removeprefix("-")
        order, direction = first_order, ""
        if form.order == name:
            order, direction = f"-{name}", "ascending"
        elif form.order == f"-{name}":
            order, direction = name, "descending"
        sort_url = f"{path}{form.query(order=order)}#found"
        columns.append({"label": label, "sort_url": sort_url, "direction": direction})
    return columns
