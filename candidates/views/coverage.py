"""Whom we asked, as a page and as a file."""

from collections import Counter

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from campaign.lib.cache.decorators import cached_page
from campaign.lib.cache.generation import kept_fact
from campaign.lib.http import public_page
from campaign.lib.open_data import CSV, data_file
from campaign.lib.spreadsheets import csv_text
from candidates.coverage import Coverage, coverage, large_parties
from candidates.current_record import current_record
from candidates.rows import LICENSE_URL

COLUMNS = [
    {"label": _("Party")},
    {"label": _("Campaigns"), "is_number": True},
    {"label": _("Asked"), "is_number": True},
    {"label": _("Times asked"), "is_number": True},
    {"label": _("Answered"), "is_number": True},
    {"label": _("Days to answer"), "is_number": True},
]
FILE_COLUMNS = ("chamber", "party", "campaigns", "asked", "times_asked", "answered", "median_days")


@cached_page()
@public_page
def asked(request: HttpRequest) -> HttpResponse:
    rows = rows_for(request)
    chambers: dict[str, list[Coverage]] = {}
    for row in rows:
        chambers.setdefault(row.chamber_label, []).append(row)
    context = {
        "chambers": chambers,
        "columns": COLUMNS,
        "campaigns": sum(row.campaigns for row in rows),
        "asked": sum(row.asked for row in rows),
    }
    return render(request, "candidates/asked.html", context)


@cached_page()
@public_page
def asked_csv(request: HttpRequest) -> HttpResponseBase:
    lines = [
        (
            row.chamber,
            row.party or "others",
            row.campaigns,
            row.asked,
            row.times,
            row.answered,
            row.days_shown,
        )
        for row in rows_for(request)
    ]
    text = csv_text(FILE_COLUMNS, lines)
    return data_file(request, text, CSV, license_url=LICENSE_URL, file_name="asked.csv")


def rows_for(request: HttpRequest) -> list[Coverage]:
    record = current_record(request)

    def read() -> list[Coverage]:
        campaigns: Counter[str] = Counter()
        for kind, count in record.listing.counts.items():
            campaigns[kind.party] += count
        return coverage(record.cycle, large_parties(campaigns))

    return kept_fact(request, "coverage", read)
