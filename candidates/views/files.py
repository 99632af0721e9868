"""The record for programs: the tracker's list as CSV and JSON, and what other files are made of.

The site's own page about its data and its figures (`campaign/views/open_data.py`) build on these.
"""

from typing import Any

from django.http import HttpRequest, HttpResponseBase

from campaign.lib.batches import in_parts
from campaign.lib.cache.decorators import cached_page
from campaign.lib.http import public_page
from campaign.lib.open_data import (
    CSV,
    JSON,
    data_file,
    json_parts,
    moment_text,
    open_to_all,
    refused_as_json,
    refused_as_text,
)
from campaign.lib.spreadsheets import csv_parts
from candidates import rows
from candidates.current_record import CurrentRecord, current_record
from candidates.forms.tracker import FILTERS, SEARCHES
from candidates.models.choices import Status
from candidates.views.tracker import filter_or_404, state_in_capitals

PART_ROWS = 500


@cached_page(*FILTERS, searches=SEARCHES)
@refused_as_text
@public_page
def tracker_csv(request: HttpRequest) -> HttpResponseBase:
    if moved := state_in_capitals(request):
        return open_to_all(moved)
    form = filter_or_404(request, current_record(request))
    found = map(dict.values, rows.public_rows(*form.parts(*rows.FIELDS)))
    parts = csv_parts(rows.COLUMN_NAMES, in_parts(found, PART_ROWS))
    about = {"license_url": rows.LICENSE_URL, "file_name": "tracker.csv"}
    return data_file(request, parts, CSV, **about)


@cached_page(*FILTERS, searches=SEARCHES)
@refused_as_json
@public_page
def tracker_json(request: HttpRequest) -> HttpResponseBase:
    if moved := state_in_capitals(request):
        return open_to_all(moved)
    record = current_record(request)
    form = filter_or_404(request, record)
    found = rows.public_rows(*form.parts(*rows.FIELDS))
    content = {**envelope(record), "filter": form.chosen, "count": form.count_all()}
    parts = json_parts(content, "rows", in_parts(found, PART_ROWS))
    return data_file(request, parts, JSON, license_url=rows.LICENSE_URL)


def figures_content(request: HttpRequest) -> dict[str, Any]:
    record = current_record(request)
    figures = record.figures
    return {
        **envelope(record),
        "cycle": record.cycle.year if record.cycle else None,
        "tracked": figures.tracked,
        "signed": figures.signed,
        "refused": figures.refused,
        "pending": figures.pending,
        "states": figures.states,
        "districts_and_territories": figures.districts_and_territories,
        "outcomes": figures.outcomes,
    }


def page_content(request: HttpRequest) -> dict[str, Any]:
    """Return what a page says about the tracker's files: see `candidates/data.html`."""
    record = current_record(request)
    return {
        "as_of": record.listing.as_of,
        "columns": rows.COLUMNS,
        "figures": record.figures,
        "license_url": rows.LICENSE_URL,
        "signed_rows": record.listing.count(status=Status.SIGNED),
    }


def envelope(record: CurrentRecord) -> dict[str, str | None]:
    moment = record.listing.as_of
    return {"as_of": moment_text(moment) if moment else None, "licence": rows.LICENSE_URL}
