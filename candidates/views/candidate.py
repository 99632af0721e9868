"""One campaign: what it answered, what shows it, how its race went."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.lib.http import NotFoundWithAdvice, public_page
from candidates import timelines
from candidates.appeals import appeal_to
from candidates.models import Answer, Candidacy, PledgeText, StageResult
from candidates.models.candidacy_rules import FEC_ID
from candidates.querysets import AnswerQuerySet
from candidates.statistics import times_asked

NUMBER = re.compile(r"[0-9]{1,18}")


@public_page
def candidate(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    candidacy = candidacy_or_404(public_id)
    if request.path != candidacy.get_absolute_url():
        return redirect(candidacy, permanent=True)
    results = StageResult.objects.filter(candidacy__in=candidacy.registrations())
    others = candidacy.person.candidacies.listed().exclude(pk=candidacy.pk)
    asked = times_asked(candidacy)
    today = timezone.localdate()
    phase, in_use = candidacy.race.cycle.phase_on(today), PledgeText.objects.in_use_on(today)
    answer = candidacy.current_answer
    context = {
        "answers": published_answers(candidacy),
        "appeal": appeal_to(candidacy, phase, asked=asked, text_in_use=in_use),
        "asked": asked,
        "candidacy": candidacy,
        "course": timelines.course(candidacy, results.select_related("stage")),
        "others": others.with_public_record(),
        "person": candidacy.person,
        "pledge_text": answer.pledge_text if answer else in_use,
        "race": candidacy.race,
    }
    return render(request, "candidates/candidate.html", context)


def published_answers(candidacy: Candidacy) -> AnswerQuerySet:
    """Return what the campaign answered, the latest first, with what was asked and what shows it.

    Answers that were taken back are among them, also those of a duplicate registration.
    """
    answers = Answer.objects.published().filter(candidacy__in=candidacy.registrations())
    return answers.select_related("pledge_text").prefetch_related("evidence")


def candidacy_or_404(public_id: str) -> Candidacy:
    """Return the candidacy of an FEC id in any case, or of our number of it.

    A duplicate leads to the row that is kept.
    """
    candidacies = Candidacy.objects.with_public_record().select_related(
        "duplicate_of__person", "race__replaced_by"
    )
    candidacy = None
    if re.fullmatch(FEC_ID, public_id.upper()):
        candidacy = candidacies.filter(fec_id=public_id.upper()).first()
    elif NUMBER.fullmatch(public_id):
        candidacy = candidacies.filter(pk=int(public_id)).first()
    if candidacy is None:
        raise NotFoundWithAdvice(
            _("There is no campaign by that number on record."),
            link_url=reverse("candidates:tracker"),
            link_text=_("Find a candidate by name"),
        )
    return candidacy.duplicate_of or candidacy
