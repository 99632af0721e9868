"""Reporting an error on a candidate's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from campaign.lib.cache.decorators import cached_page
from campaign.lib.client_address import client_block
from campaign.lib.http import public_page, see_other
from campaign.lib.public_forms import public_form, refusal_status
from candidates.forms.report import ReportForm
from candidates.models import Candidacy
from candidates.models.corrections import due_at
from candidates.views.candidate import candidacy_or_404, moved_to

TEMPLATE = "candidates/report.html"


@cached_page()
@public_form(ReportForm, TEMPLATE)
def report(
    request: HttpRequest, public_id: str, slug: str, year: int | None = None
) -> HttpResponse:
    candidacy = candidacy_or_404(public_id, year)
    if request.method != "POST":
        if moved := moved_to("report", candidacy, request.path, public_id, year):
            return redirect(moved, permanent=True)
        return page(request, candidacy, ReportForm())
    form = ReportForm(request.POST)
    if status := refusal_status(request, form):
        return page(request, candidacy, form, status=status)
    form.save(candidacy, client_block=client_block(request), now=timezone.now())
    return see_other(candidacy.address_of("reported", year))


@cached_page()
@public_page
def reported(
    request: HttpRequest, public_id: str, slug: str, year: int | None = None
) -> HttpResponse:
    candidacy = candidacy_or_404(public_id, year)
    if moved := moved_to("reported", candidacy, request.path, public_id, year):
        return redirect(moved, permanent=True)
    promised = due_at(timezone.now(), candidacy.decided_on)
    return render(
        request, "candidates/reported.html", {"candidacy": candidacy, "promised": promised}
    )


def page(
    request: HttpRequest, candidacy: Candidacy, form: ReportForm, *, status: int = 200
) -> HttpResponse:
    return render(request, TEMPLATE, {"candidacy": candidacy, "form": form}, status=status)
