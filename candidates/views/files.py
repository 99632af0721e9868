"""The record for programs: the tracker's list as CSV and JSON, its figures, and what they mean."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from campaign.lib.http import NotFoundWithAdvice, View, as_asked, public_list, public_page
from campaign.lib.open_data import CSV, JSON, data_file, json_text, open_to_all
from campaign.lib.spreadsheets import csv_text
from candidates import rows
from candidates.forms import TrackerForm
from candidates.models import Cycle
from candidates.statistics import record_figures
from candidates.views.tracker import filter_or_404, state_in_capitals


def refused_in(refuse: Callable[[str], HttpResponse]) -> Callable[[View], View]:
    """Let a file say in its own format, and to every site, what is unknown in its address."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest) -> HttpResponseBase:
            try:
                return view(request)
            except NotFoundWithAdvice as refusal:
                return as_asked(request, open_to_all(refuse(str(refusal.message))))

        return answer

    return decorate


def _text(sentence: str) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=404, content_type="text/plain; charset=utf-8")


def _json(sentence: str) -> HttpResponse:
    return HttpResponse(json_text({"error": sentence}), status=404, content_type=JSON)


@refused_in(_text)
@public_list(*TrackerForm.base_fields)
def tracker_csv(request: HttpRequest) -> HttpResponseBase:
    return filtered_file(request, _tracker_csv)


@refused_in(_json)
@public_list(*TrackerForm.base_fields)
def tracker_json(request: HttpRequest) -> HttpResponseBase:
    return filtered_file(request, _tracker_json)


@refused_in(_json)
@public_list()
def stats(request: HttpRequest) -> HttpResponseBase:
    """Answer with every figure of the current cycle; all but the signatures count people."""
    cycle = Cycle.objects.current()
    figures = record_figures(cycle)
    content = {
        **envelope(cycle),
        "cycle": cycle.year if cycle else None,
        "tracked": figures.tracked,
        "signed": figures.signed,
        "refused": figures.refused,
        "pending": figures.pending,
        "states": figures.states,
        "districts_and_territories": figures.districts_and_territories,
        "outcomes": figures.outcomes,
        # Confirmed signatures by the petition's slug: none while the site has no petitions.
        "signatures": {},
    }
    return data_file(request, json_text(content), JSON, licence_url=rows.LICENCE_URL)


@public_page
def data(request: HttpRequest) -> HttpResponse:
    cycle = Cycle.objects.current()
    context = {
        "as_of": rows.as_of(cycle),
        "columns": rows.COLUMNS,
        "licence_url": rows.LICENCE_URL,
    }
    return render(request, "candidates/data.html", context)


def filtered_file(
    request: HttpRequest, make_file: Callable[[HttpRequest, TrackerForm], HttpResponseBase]
) -> HttpResponseBase:
    """Answer with every row of the filter in the address."""
    if moved := state_in_capitals(request):
        return open_to_all(moved)
    return make_file(request, filter_or_404(request, Cycle.objects.current()))


def envelope(cycle: Cycle | None) -> dict[str, str | None]:
    """Return what opens every JSON file: the moment of the data, and its licence."""
    moment = rows.as_of(cycle)
    return {"as_of": rows.moment_text(moment) if moment else None, "licence": rows.LICENCE_URL}


def _tracker_csv(request: HttpRequest, form: TrackerForm) -> HttpResponseBase:
    return data_file(
        request,
        csv_text(rows.COLUMN_NAMES, rows.public_rows(form.found())),
        CSV,
        licence_url=rows.LICENCE_URL,
        file_name="tracker.csv",
    )


def _tracker_json(request: HttpRequest, form: TrackerForm) -> HttpResponseBase:
    found = rows.public_rows(form.found())
    content = {
        **envelope(form.cycle),
        "filter": form.chosen,
        "count": len(found),
        "rows": [dict(zip(rows.COLUMN_NAMES, row, strict=True)) for row in found],
    }
    return data_file(request, json_text(content), JSON, licence_url=rows.LICENCE_URL)
