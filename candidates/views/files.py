"""The record for programs: the tracker's list as CSV and JSON, and what other files are made of.

The site's own page about its data and its figures (`campaign/views/open_data.py`) build on these.
"""

from typing import Any

from django.http import HttpRequest, HttpResponseBase

from campaign.lib.cache.decorators import cached_page
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
from candidates.forms.tracker import FILTERS, SEARCHES
from candidates.models import Cycle
from candidates.statistics import record_figures
from candidates.views.tracker import filter_or_404, state_in_capitals


@cached_page(*FILTERS, searches=SEARCHES)
@refused_as_text
@public_page
def tracker_csv(request: HttpRequest) -> HttpResponseBase:
    if moved := state_in_capitals(request):
        return open_to_all(moved)
    found = rows.public_rows(filter_or_404(request, Cycle.objects.current()).found())
    text = csv_text(rows.COLUMN_NAMES, found)
    about = {"license_url": rows.LICENSE_URL, "file_name": "tracker.csv"}
    return data_file(request, text, CSV, **about)


@cached_page(*FILTERS, searches=SEARCHES)
@refused_as_json
@public_page
def tracker_json(request: HttpRequest) -> HttpResponseBase:
    if moved := state_in_capitals(request):
        return open_to_all(moved)
    form = filter_or_404(request, Cycle.objects.current())
    found = rows.public_rows(form.found())
    content = {
        **envelope(form.cycle),
        "filter": form.chosen,
        "count": len(found),
        "rows": [dict(zip(rows.COLUMN_NAMES, row, strict=True)) for row in found],
    }
    return data_file(request, json_text(content), JSON, license_url=rows.LICENSE_URL)


def figures_content() -> dict[str, Any]:
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
    moment = rows.as_of(cycle)
    return {"as_of": moment_text(moment) if moment else None, "licence": rows.LICENSE_URL}
