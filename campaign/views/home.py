"""The front page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from campaign.lib.http import public_page
from candidates.models import Cycle
from candidates.statistics import record_figures


@public_page
def home(request: HttpRequest) -> HttpResponse:
    cycle = Cycle.objects.current()
    figures = record_figures(cycle)
    return render(request, "campaign/home.html", {"cycle": cycle, "figures": figures})
