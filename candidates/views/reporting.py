"""Reporting an error on a candidate's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from campaign.lib.client_address import client_block
from campaign.lib.database_outage import keeps_what_was_typed
from campaign.lib.http import public_page, see_other, serves
from campaign.lib.origin import is_sent_from_here, not_sent_from_here
from candidates.models import Candidacy
from candidates.reporting import ReportForm
from candidates.views.candidate import candidacy_or_404

TEMPLATE = "candidates/report.html"


@csrf_exempt
@sensitive_post_parameters()
@serves("GET", "HEAD", "POST")
@keeps_what_was_typed(ReportForm, TEMPLATE)
def report(request: HttpRequest, public_id: str, slug: str) -> HttpResponse:
    candidacy = candidacy_or_404(public_id)
    if request.method != "POST":
        address = page_address("report", candidacy)
        if request.path != address:
            return redirect(address, permanent=True)
        return page(request, candidacy, ReportForm())
    form = ReportForm(request.POST)
    if not is_sent_from_here(request):
        form.refuse(not_sent_from_here())
        return page(request, candidacy, form, status=403)
    if not form.is_valid():
        return page(request, candidacy, form, status=422)
    form.save(candidacy, client_block=client_block(request), now=timezone.now())
    return see_other(page_address("reported", candidacy))


@public_page
def reported(request: HttpRequest, public_id: str, slug: str) -> HttpResponse:
    candidacy = candidacy_or_404(public_id)
    address = page_address("reported", candidacy)
    if request.path != address:
        return redirect(address, permanent=True)
    return render(request, "candidates/reported.html", {"candidacy": candidacy})


def page(
    request: HttpRequest, candidacy: Candidacy, form: ReportForm, *, status: int = 200
) -> HttpResponse:
    return render(request, TEMPLATE, {"candidacy": candidacy, "form": form}, status=status)


def page_address(name: str, candidacy: Candidacy) -> str:
    return reverse(f"candidates:{name}", args=[candidacy.public_id, candidacy.person.slug])
