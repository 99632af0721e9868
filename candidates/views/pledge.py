"""What campaigns are asked to sign, and how we verify what they answer."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from campaign.lib.cache.decorators import cached_page
from campaign.lib.http import public_page
from candidates.current_record import current_record
from candidates.models import PledgeText
from candidates.statistics import signers_of_texts


@cached_page()
@public_page
def pledge(request: HttpRequest) -> HttpResponse:
    cycle = current_record(request).cycle
    signers = signers_of_texts(cycle)
    texts = PledgeText.objects.effective_by(timezone.localdate())
    versions = [(text, signers.get(text.pk, 0)) for text in texts]
    context = {"cycle": cycle, "in_use": versions[:1], "earlier": versions[1:]}
    return render(request, "candidates/pledge.html", context)


@cached_page()
@public_page
def method(request: HttpRequest) -> HttpResponse:
    context = {"notice_days": settings.NOTICE_WORKING_DAYS}
    return render(request, "candidates/method.html", context)
