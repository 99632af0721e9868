"""One campaign: what it answered, what shows it, how its race went."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from campaign.lib.http import NotFoundWithAdvice, public_page
from candidates import timelines
from candidates.models import Answer, Candidacy, StageResult
from candidates.statistics import times_asked

FEC_ID = re.compile(r"[HS][0-9][A-Z]{2}[0-9]{5}")
NUMBER = re.compile(r"[0-9]{1,18}")


@public_page
def candidate(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    candidacy = candidacy_or_404(public_id)
    if candidacy.duplicate_of:
        candidacy = candidacy.duplicate_of
    if request.path != candidacy.get_absolute_url():
        return redirect(candidacy, permanent=True)
    published = Answer.objects.published().select_related("pledge_text", "lead_evidence")
    results = StageResult.objects.select_related("stage")
    others = candidacy.person.candidacies.listed().exclude(pk=candidacy.pk)
    context = {
        "answers": published.filter(candidacy=candidacy).prefetch_related("evidence"),
        "asked": times_asked(candidacy),
        "candidacy": candidacy,
        "others": others.with_public_record(),
        "person": candidacy.person,
        "race": candidacy.race,
        "course": timelines.course(candidacy, results.filter(candidacy=candidacy)),
    }
    return render(request, "candidates/candidate.html", context)


def candidacy_or_404(public_id: str) -> Candidacy:
    """Return the candidacy of an FEC id in any case, or of our number of it."""
    candidacies = Candidacy.objects.with_public_record().select_related("duplicate_of__person")
    candidacy = None
    if FEC_ID.fullmatch(public_id.upper()):
        candidacy = candidacies.filter(fec_id=public_id.upper()).first()
    elif NUMBER.fullmatch(public_id):
        candidacy = candidacies.filter(pk=int(public_id)).first()
    if candidacy is None:
        raise NotFoundWithAdvice(
            _("There is no campaign by that number on record."),
            link_url=reverse("candidates:tracker"),
            link_text=_("Find a candidate by name"),
        )
    return candidacy
