"""One campaign: its answers, their evidence, how its race went."""

import re

from django.db.models import F, OuterRef, Prefetch, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.lib.cache.decorators import cached_page
from campaign.lib.http import NUMBER, NotFoundWithAdvice, public_page
from candidates import timelines
from candidates.calls_to_action import call_to_action_for, is_over
from candidates.coverage import times_asked
from candidates.derivation import Death, Phase
from candidates.models import (
    Answer,
    Candidacy,
    DeskSubmission,
    Evidence,
    Hold,
    PledgeText,
    Proof,
    StageResult,
)
from candidates.models.answers import AnswerQuerySet
from candidates.models.fec_ids import FEC_ID
from candidates.race_words import phase_for


@cached_page()
@public_page
def candidate(
    request: HttpRequest, public_id: str, slug: str = "", year: int | None = None
) -> HttpResponse:
    candidacy = candidacy_or_404(public_id, year)
    if moved := moved_to("candidate", candidacy, request.path, public_id, year):
        return redirect(moved, permanent=True)
    person = candidacy.person
    others = person.candidacies.listed().exclude(pk=candidacy.pk)
    others = others.with_row("ballot_status_on", "ballot_status_source").order_by(
        "-race__cycle__year", "-pk"
    )
    if death := Death.of(person, [candidacy, *others]):
        about = {"candidacy": candidacy, "death": death, "person": person, "race": candidacy.race}
        return render(request, "candidates/died.html", about)
    results = StageResult.objects.filter(candidacy__in=candidacy.registrations())
    asked = times_asked([candidacy.pk])[candidacy.pk]
    today = timezone.localdate()
    in_use = PledgeText.objects.in_use_on(today)
    answers = published_answers(candidacy)
    # It is among them, with its text, so that nothing has to be joined for it.
    by_number = {answer.pk: answer for answer in answers}
    if answer := by_number.get(candidacy.current_answer_id or 0):
        candidacy.current_answer = answer
    context = {
        "answers": answers,
        "held": Hold.objects.open().filter(answer__candidacy__in=candidacy.registrations())
        if candidacy.review
        else (),
        "call_to_action": call_to_action_for(candidacy, today, asked=asked, text_in_use=in_use),
        "asked": asked,
        "candidacy": candidacy,
        "evidence": lead_evidence_of(answer) if answer else None,
        "course": timelines.course(candidacy, results.select_related("stage")),
        "others": others,
        "is_waiting": not is_over(candidacy) and phase_for(candidacy, today) == Phase.WAITING,
        "later": next((row for row in others if row.cycle_year > candidacy.cycle_year), None),
        "person": person,
        "pledge_text": answer.pledge_text if answer else in_use,
        "race": candidacy.race,
        "replies": DeskSubmission.objects.of_campaign(candidacy).published_replies(),
    }
    return render(request, "candidates/candidate.html", context)


def published_answers(candidacy: Candidacy) -> AnswerQuerySet:
    """Return what the campaign answered, the latest first, with evidence, proofs and reviews.

    Retracted and corrected answers are among them, and those of duplicate registrations. What an
    organizer holds isn't.
    """
    answers = Answer.objects.published().in_public_view()
    answers = answers.filter(candidacy__in=candidacy.registrations())
    corrections = Answer.objects.corrections().filter(supersedes=OuterRef("pk"))
    own_first = F("candidacy__duplicate_of").asc(nulls_first=True)
    return (
        answers.order_by(own_first, "-position")
        .annotate(corrected_at=Subquery(corrections.values("published_at")))
        .select_related("pledge_text")
        .prefetch_related("evidence", "holds", "notices")
        .prefetch_related(Prefetch("proofs", Proof.objects.standing()))
    )


def lead_evidence_of(answer: Answer) -> Evidence | None:
    """Return the lead evidence of an answer, from the evidence that is already loaded."""
    return next(
        (item for item in answer.evidence.all() if item.pk == answer.lead_evidence_id), None
    )


def candidacy_or_404(public_id: str, year: int | None = None) -> Candidacy:
    """Return the candidacy of an FEC id in any case, or of our number of it.

    An FEC id means the run of `year`, else of the latest cycle. A duplicate leads to the row that
    is kept.
    """
    every = Candidacy.objects.select_related("person", "race__cycle", "race__replaced_by")
    candidacies = every.filter(race__cycle__year=year) if year else every
    candidacy = None
    if re.fullmatch(FEC_ID, public_id.upper()):
        runs = candidacies.filter(fec__fec_id=public_id.upper())
        candidacy = runs.order_by("-race__cycle__year").first()
    elif NUMBER.fullmatch(public_id):
        candidacy = candidacies.filter(pk=int(public_id)).first()
    if candidacy is None:
        raise NotFoundWithAdvice(
            _("We don’t have a campaign with that number."),
            link_url=reverse("candidates:tracker"),
            link_text=_("Find a candidate by name"),
        )
    if candidacy.duplicate_of_id:
        return every.get(pk=candidacy.duplicate_of_id)
    return candidacy


def moved_to(
    page: str, candidacy: Candidacy, path: str, public_id: str, year: int | None
) -> str | None:
    """Return where a page of a campaign is if not at `path`: its name or its id changed.

    Both the address with the year and the one without it stay. Our number of a run leads to that
    run and to no later one of the same FEC id.
    """
    address = candidacy.address_of(page, year)
    if path == address:
        return None
    is_by_number = NUMBER.fullmatch(public_id) is not None
    if is_by_number and year is None and candidacy.race.cycle.year_in_addresses:
        return candidacy.address_of(page, candidacy.cycle_year)
    return address
