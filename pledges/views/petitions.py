"""The list of petitions, and a page for each."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from campaign.lib.cache.decorators import cached_page
from campaign.lib.cache.generation import kept_fact
from campaign.lib.http import NotFoundWithAdvice, public_page
from campaign.lib.internal_links import moment_of
from pledges.forms import SignForm
from pledges.models import Petition
from pledges.models.petitions import MARKDOWN
from pledges.petition_news import demands_of, events_of, signers_of, updates_of, with_news
from pledges.petition_status import status_of
from pledges.statistics import figures_of, petition_figures
from pledges.voices import voices_of

MOST_KEPT = 20


@cached_page()
@public_page
def petitions(request: HttpRequest) -> HttpResponse:
    now = moment_of(request)
    listed = Petition.objects.published(now).defer(*MARKDOWN, "privacy_notice")
    statuses = {each: status_of(each, now) for each in listed}
    # What can be signed first, then what is paused; within each, what changed last.
    found = sorted(
        statuses, key=lambda each: (not statuses[each].is_open, statuses[each].has_ended)
    )
    figures = figures_of(found)
    rows = [(petition, figures[petition.pk]) for petition in found]
    return render(request, "pledges/petitions.html", {"rows": rows})


@cached_page(has_people=True)
@public_page
def petition(request: HttpRequest, slug: str) -> HttpResponse:
    now = moment_of(request)
    # While people sign, this page is made once a second, and most of what it shows stays the same.
    kept = kept_fact(request, "petitions", dict[str, dict[str, Any]])
    found = kept.get(slug)
    if found is None:
        found = lasting(
            petition_or_404(slug, now, among=with_news(Petition.objects.all(), now)), now
        )
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[slug] = found
    return render(request, "pledges/petition.html", {**found, **passing(found)})


@cached_page(has_people=True)
@public_page
def voice(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Serve a signer's words as a picture, as long as the petition's page shows them."""
    petition = petition_or_404(slug, moment_of(request))
    found = next((each for each in voices_of(petition) if each.key == key), None)
    if found is None or found.lettering is None:
        raise Http404
    return HttpResponse(found.lettering.svg, content_type="image/svg+xml")


def reading(petition: Petition, now: datetime.datetime) -> dict[str, Any]:
    """Return what `pledges/petition.html` shows at a moment."""
    found = lasting(petition, now)
    return {**found, **passing(found)}


def lasting(petition: Petition, now: datetime.datetime) -> dict[str, Any]:
    """Return what stays the same while people sign, the parts without a figure drawn already."""
    updates, voices = updates_of(petition, now), voices_of(petition)
    events = {"entries": events_of(petition, now)}
    return {
        "petition": petition,
        "demands": demands_of(petition, now),
        "updates": updates,
        "texts": [
            *(getattr(petition, name) for name in MARKDOWN),
            *(update.body for update in updates),
        ],
        "timeline": render_to_string("components/timeline.html", events),
        "voices": voices,
        "placards": render_to_string(
            "components/voices.html", {"voices": voices, "petition": petition}
        ),
    }


def passing(found: dict[str, Any]) -> dict[str, Any]:
    """Return what changes with each signature on the petition of `lasting`."""
    petition, voices = found["petition"], found["voices"]
    return {
        "figures": petition_figures(petition),
        "form": SignForm(),
        "signers": signers_of(petition, said_above=[each.words for each in voices]),
    }


def petition_or_404(
    slug: str, now: datetime.datetime, *, among: QuerySet[Petition] | None = None
) -> Petition:
    """Return a petition that the public may see; drafts and future ones are not found."""
    petition = (Petition.objects.all() if among is None else among).filter(slug=slug).first()
    if petition and petition.is_published(now):
        return petition
    raise NotFoundWithAdvice(
        _("There is no petition at this address."),
        link_url=reverse("pledges:petitions"),
        link_text=_("All petitions"),
    )
