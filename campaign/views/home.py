"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from campaign.content.models import Aim, Passage, Picture, PollFigure, Quotation, Step
from campaign.lib.cache.decorators import cached_page
from campaign.lib.http import public_page
from campaign.lib.internal_links import moment_of
from candidates.current_record import current_record
from candidates.models import Candidacy
from pledges.models import Petition
from pledges.statistics import petition_figures
from pledges.voices import voices_of

NEWEST_ANSWERS = 3
GALLERY_PICTURES = 10


@cached_page(has_people=True)
@public_page
def home(request: HttpRequest) -> HttpResponse:
    record = current_record(request)
    petition = Petition.objects.open(moment_of(request)).first()
    voices = voices_of(petition) if petition else []
    context = {
        "aims": Aim.objects.published(),
        "cycle": record.cycle,
        "figures": record.figures,
        "newest": Candidacy.objects.newest_answers(record.cycle)[:NEWEST_ANSWERS],
        "gallery": Picture.objects.published().in_gallery()[:GALLERY_PICTURES],
        "petition": petition,
        "petition_figures": petition_figures(petition) if petition else None,
        "polls": PollFigure.objects.published(),
        "pressure": Passage.objects.at(Passage.Place.PRESSURE),
        "quotations": Quotation.objects.published().on(Quotation.Place.HOME),
        "voice": next(iter(voices), None),
        "steps": Step.objects.published(),
    }
    return render(request, "campaign/home.html", context)
