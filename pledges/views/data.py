"""The signatures of a petition for programs: how many, from where, on which day. Never who."""

from django.http import HttpRequest, HttpResponseBase

from campaign.lib.cache.decorators import cached_page
from campaign.lib.http import public_page
from campaign.lib.internal_links import moment_of
from campaign.lib.open_data import (
    CSV,
    JSON,
    data_file,
    json_text,
    moment_text,
    refused_as_json,
    refused_as_text,
)
from campaign.lib.spreadsheets import csv_text
from candidates.rows import LICENSE_URL
from pledges.statistics import petition_figures, signatures_by_day
from pledges.views.petitions import petition_or_404


@cached_page()
@refused_as_text
@public_page
def csv_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    petition = petition_or_404(slug, moment_of(request))
    rows = [(f"{day}", f"{count}") for day, count in signatures_by_day(petition)]
    return data_file(
        request,
        csv_text(["day", "signatures"], rows),
        CSV,
        license_url=LICENSE_URL,
        file_name=f"{petition.slug}-signatures.csv",
    )


@cached_page()
@refused_as_json
@public_page
def json_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    now = moment_of(request)
    petition = petition_or_404(slug, now)
    figures = petition_figures(petition)
    content = {
        # The minute of the count, so that a file is the same for as long as caches keep it.
        "as_of": moment_text(now.replace(second=0, microsecond=0)),
        "licence": LICENSE_URL,
        "petition": {
            "title": petition.title,
            "url": petition.public_url,
            "state": petition.state_shown(now),
            "goal": figures.goal,
            "total": figures.total,
            "online": figures.online,
            "on_paper": figures.on_paper,
        },
        "by_state": [
            {"state": row.code or None, "name": str(row.name), "signatures": row.count}
            for row in figures.by_place
        ],
        "by_day": [
            {"day": f"{day}", "signatures": count} for day, count in signatures_by_day(petition)
        ],
    }
    return data_file(request, json_text(content), JSON, license_url=LICENSE_URL)
