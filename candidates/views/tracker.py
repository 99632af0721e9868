"""The list of campaigns, and the list of those who signed."""

from typing import Any

from django.core.paginator import Page
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.lib.cache.decorators import cached_page
from campaign.lib.http import NotFoundWithAdvice, public_page
from campaign.lib.paging import page_or_404
from candidates import sorting
from candidates.coverage import times_asked
from candidates.current_record import CurrentRecord, current_record
from candidates.forms.tracker import FILTERS, SEARCHES, TrackerForm
from candidates.models import Candidacy
from candidates.models.places import all_jurisdictions

PAGE_SIZE = 25
# The head of the list: the words, and the order that a click asks for, if there is one.
COLUMNS = (
    (_("Answer"), "status"),
    (_("Candidate"), "name"),
    (_("Running for"), "state"),
    (_("Party"), "party"),
    (_("Race status"), "outcome"),
    (_("Evidence"), ""),
)


@cached_page(*FILTERS, "page", searches=SEARCHES)
@public_page
def tracker(request: HttpRequest) -> HttpResponse:
    if moved := state_in_capitals(request):
        return moved
    record = current_record(request)
    form = filter_or_404(request, record)
    page = page_of_campaigns(request, form)
    context = {
        "active_filters": [(words, request.path + query) for words, query in form.active_filters()],
        "asked": times_asked([row.pk for row in page if not row.current_answer]),
        "as_of": record.listing.as_of,
        "columns": sortable_columns(form, request.path),
        "csv_url": reverse("candidates:tracker_csv") + form.query(),
        "cycle": record.cycle,
        "figures": record.figures,
        "form": form,
        "json_url": reverse("candidates:tracker_json") + form.query(),
        "page": page,
        "reset_url": request.path,
        "second_runs": 0 if form.chosen else page.paginator.count - record.figures.tracked,
        "sentence": form.sentence(),
    }
    return render(request, "candidates/tracker.html", context)


@cached_page("page")
@public_page
def signed(request: HttpRequest) -> HttpResponse:
    record = current_record(request)
    signers = (
        Candidacy.objects.counted()
        .signed()
        .filter(race__cycle=record.cycle)
        .with_row("campaign_url")
        .annotate(pledge_version=F("current_answer__pledge_text__version"))
    )
    by_state = sorting.sort(signers, "state")
    context = {
        "cycle": record.cycle,
        "figures": record.figures,
        "page": page_or_404(request, by_state, PAGE_SIZE, count=record.figures.signed),
    }
    return render(request, "candidates/signed.html", context)


def page_of_campaigns(request: HttpRequest, form: TrackerForm) -> Page[Candidacy]:
    """Return the page that an address asks for: first its numbers alone, then what it shows."""
    page = page_or_404(request, form.numbers(), PAGE_SIZE)
    shown = Candidacy.objects.with_row().in_bulk(list(page))
    page.object_list = [shown[number] for number in page]
    return page


def filter_or_404(request: HttpRequest, record: CurrentRecord) -> TrackerForm:
    form = TrackerForm(request.GET, record=record)
    if not form.is_valid():
        raise NotFoundWithAdvice(
            form.refusal, link_url=request.path, link_text=_("Show all campaigns")
        )
    return form


def state_in_capitals(request: HttpRequest) -> HttpResponse | None:
    """Return a redirect to the same filter when its state is written in small letters."""
    typed = request.GET.get("state", "")
    code = typed.upper()
    if typed == code or code not in all_jurisdictions():
        return None
    query = request.GET.copy()
    query["state"] = code
    return redirect(f"{request.path}?{query.urlencode()}", permanent=True)


def sortable_columns(form: TrackerForm, path: str) -> list[dict[str, Any]]:
    """Return the head of the list: the link of the current column reverses the order."""
    columns: list[dict[str, Any]] = []
    for label, name in COLUMNS:
        if not name:
            columns.append({"label": label})
            continue
        order, direction = name, ""
        if form.order == name:
            order, direction = f"-{name}", "ascending"
        elif form.order == f"-{name}":
            direction = "descending"
        sort_url = f"{path}{form.query(order=order)}#found"
        columns.append({"label": label, "sort_url": sort_url, "direction": direction})
    return columns
