"""What the campaign says about itself and about this site, and its pictures."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from campaign.content.models import (
    Activity,
    Belief,
    CoalitionDemand,
    Comment,
    Consequence,
    Organization,
    Passage,
    Principle,
    Question,
    Quotation,
)
from campaign.content.prose import PageProse
from campaign.lib.backups import pruning
from campaign.lib.cache.decorators import cached_page
from campaign.lib.file_storage import stored_picture
from campaign.lib.http import FOR_A_YEAR, public_page
from candidates.models import Correction, DeskLink
from pledges.models import Follow
from pledges.privacy.register import PERSONAL_DATA

PERSONAL_DATA_COLUMNS = [
    {"label": gettext_lazy("What")},
    {"label": gettext_lazy("Why")},
    {"label": gettext_lazy("How long")},
]


@cached_page()
@public_page
def mission(request: HttpRequest) -> HttpResponse:
    passages = Passage.objects.by_place()
    PageProse.of(request).gather(passage.text for passage in passages.values())
    context = {
        "activities": Activity.objects.published(),
        "mission": passages.get(Passage.Place.MISSION),
        "principles": Principle.objects.published(),
        "questions": Question.objects.published().on_mission(),
        "quotations": Quotation.objects.published().on(Quotation.Place.MISSION),
        "why": passages.get(Passage.Place.WHY),
    }
    return render(request, "campaign/mission.html", context)


@cached_page()
@public_page
def faq(request: HttpRequest) -> HttpResponse:
    questions = Question.objects.published()
    PageProse.of(request).gather(question.answer for question in questions)
    return render(request, "campaign/faq.html", {"questions": questions})


@cached_page()
@public_page
def about(request: HttpRequest) -> HttpResponse:
    passages = Passage.objects.by_place()
    context = {
        "beliefs": Belief.objects.published(),
        "cause": passages.get(Passage.Place.CONSEQUENCES),
        "coalition": passages.get(Passage.Place.COALITION),
        "consequences": Consequence.objects.published(),
        "demands": CoalitionDemand.objects.published(),
        "organizations": Organization.objects.published().select_related("logo"),
    }
    return render(request, "campaign/about.html", context)


@cached_page()
@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "backup_months": pruning.MONTHS,
        "comments": Comment,
        "corrections": Correction,
        "desk_links": DeskLink,
        "follows": Follow,
        "personal_data": PERSONAL_DATA,
        "personal_data_columns": PERSONAL_DATA_COLUMNS,
        "passage": Passage.objects.at(Passage.Place.PRIVACY),
    }
    return render(request, "campaign/privacy.html", context)


@cached_page()
@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    passage = Passage.objects.at(Passage.Place.ACCESSIBILITY)
    return render(request, "campaign/accessibility.html", {"passage": passage})


@public_page
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    response = stored_picture(f"pictures/{name}")
    response.headers["Cache-Control"] = FOR_A_YEAR
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
