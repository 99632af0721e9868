"""The figures of the whole site for programs, and the page about every file."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from campaign.lib.cache.decorators import cached_page
from campaign.lib.http import public_page
from campaign.lib.internal_links import moment_of
from campaign.lib.open_data import JSON, data_file, json_text, moment_text, refused_as_json
from candidates.rows import LICENSE_URL
from candidates.views.files import figures_content, page_content
from pledges.models import Petition
from pledges.statistics import signature_figures


@cached_page()
@refused_as_json
@public_page
def stats(request: HttpRequest) -> HttpResponseBase:
    """Return every public figure. Those of the record count people."""
    moment = moment_of(request)
    figures = signature_figures(moment)
    signatures = {
        "as_of": moment_text(moment.replace(second=0, microsecond=0)),
        "petitions": figures.petitions,
        "total": figures.total,
        "online": figures.online,
        "on_paper": figures.on_paper,
    }
    content = {**figures_content(request), "signatures": signatures}
    return data_file(request, json_text(content), JSON, license_url=LICENSE_URL)


@cached_page()
@public_page
def data(request: HttpRequest) -> HttpResponse:
    petitions = Petition.objects.published(moment_of(request))
    return render(request, "campaign/data.html", {**page_content(request), "petitions": petitions})
