"""How an answer comes onto the record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from campaign.lib.http import public_page


@public_page
def method(request: HttpRequest) -> HttpResponse:
    return render(request, "candidates/method.html")
