"""The record for programs: the tracker's list as CSV and JSON, and what other files are made of.

The site's own page about its data and its figures (`campaign/views/open_data.py`) build on these.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from campaign.lib.http import public_page
from campaign.lib.open_data import (
    CSV,
    JSON,
    data_file,
    json_text,
    moment_text,
    open_to_all,
    refused_as_json,
    refused_as_text,
)
from campaign.lib.spreadsheets import csv_text
from candidates import rows
from candidates.forms.tracker import TrackerForm
from candidates.models import Cycle
from candidates.statistics import record_figures
from candidates.views.tracker import filter_or_404, state_in_capitals


@refused_as_text
@public_page
def tracker_csv(request: HttpRequest) -> HttpResponseBase:
    return filtered_file(request, _tracker_csv)


@refused_as_json
@public_page
def tracker_json(request: HttpRequest) -> HttpResponseBase:
    return filtered_file(request, _tracker_json)


def filtered_file(
    request: HttpRequest, make_file: Callable[[HttpRequest, TrackerForm], HttpResponseBase]
) -> HttpResponseBase:
    """Answer with every row of the filter in the address."""
    if moved := state_in_capitals(request):
        return open_to_all(moved)
    return make_file(request, filter_or_404(request, Cycle.objects.current()))


def figures_content() -> dict[str, Any]:
    """Return every figure of the current cycle for a JSON file; they count people."""
    cycle = Cycle.objects.current()
    figures = record_figures(cycle)
    return {
        **envelope(cycle),
        "cycle": cycle.year if cycle else None,
        "tracked": figures.tracked,
        "signed": figures.signed,
        "refused": figures.refused,
        "pending": figures.pending,
        "states": figures.states,
        "districts_and_territories": figures.districts_and_territories,
        "outcomes": figures.outcomes,
    }


def page_content() -> dict[str, Any]:
    """Return what a page says about the tracker's files: see `candidates/data.html`."""
    return {
        "as_of": rows.as_of(Cycle.objects.current()),
        "columns": rows.COLUMNS,
        "license_url": rows.LICENSE_URL,
    }


def envelope(cycle: Cycle | None) -> dict[str, str | None]:
    """Return what opens every JSON file: the moment of the data, and its license."""
    moment = rows.as_of(cycle)
    return {"as_of": moment_text(moment) if moment else None, "licence": rows.LICENSE_URL}


def _tracker_csv(request: HttpRequest, form: TrackerForm) -> HttpResponseBase:
    return data_file(
        request,
        csv_text(rows.COLUMN_NAMES, rows.public_rows(form.found())),
        CSV,
        license_url=rows.LICENSE_URL,
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
    return data_file(request, json_text(content), JSON, license_url=rows.LICENSE_URL)
