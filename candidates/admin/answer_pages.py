"""An answer's way to the public: a second person reviews it, publishes it, or sends it back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.lib.admin.action_pages import (
    ActionPage,
    action_page,
    context_of,
    organizer,
    page_of,
    posted,
    row_or_404,
)
from campaign.lib.admin.constraint_messages import sentences_of
from campaign.lib.paging import page_or_404
from candidates import ledger
from candidates.admin import notice_pages
from candidates.admin.answer_forms import (
    CarryOverForm,
    ReasonForm,
    SendBackForm,
    WhichCameLaterForm,
    other_runs,
)
from candidates.admin.answer_recording import recorded_sentence, refuse_a_second, review_url
from candidates.admin.badges import state_badge
from candidates.admin.base import LedgerAdmin
from candidates.admin.review_token import is_as_seen, review_token
from candidates.answer_words import differences_between
from candidates.derivation import place_in_time
from candidates.ledger.answer_order import LAST
from candidates.models import Answer, Hold
from candidates.proof_words import confirmed_in_words

QUEUE = "admin:candidates_answer_waiting"
WAITING_SHOWN = 25


def waiting(answers: LedgerAdmin, request: HttpRequest) -> HttpResponse:
    if not answers.has_view_permission(request):
        raise PermissionDenied
    rows = answers.get_queryset(request).prefetch_related("evidence", "notices__emails")
    rows = rows.order_by("recorded_at", "pk")
    context = {
        **context_of(answers, request),
        "title": _("Needs a second person"),
        "waiting": page_or_404(request, rows.waiting(), WAITING_SHOWN),
        "under_review": Hold.objects.open().select_related("answer__candidacy__person"),
        "sent_back": rows.sent_back().select_related("sent_back_by"),
        "archived": rows.unpublished().in_archived_cycles(),
    }
    return TemplateResponse(request, "admin/candidates/answer/waiting.html", context)


def review(answers: LedgerAdmin, request: HttpRequest, answer_id: int) -> HttpResponse:
    answer = row_or_404(answers, request, answer_id, to_change=False)
    others = answers.get_queryset(request).filter(candidacy__person=answer.candidacy.person_id)
    holds = answer.holds.select_related("placed_by", "extended_by", "proposed_by", "submission")
    context = {
        **context_of(answers, request),
        "title": _("Review answer"),
        "subtitle": str(answer),
        "row": answer,
        "row_url": page_of(answer),
        "answer": answer,
        "is_archived": answer.candidacy.race.cycle.archived_at is not None,
        "state": state_badge(answer),
        "evidence": [(item, item.pk == answer.lead_evidence_id) for item in answer.evidence.all()],
        "may_see_evidence": may_see_evidence(request),
        "others": [(other, state_badge(other)) for other in others.exclude(pk=answer.pk)],
        "send_back": SendBackForm(),
        "seen": review_token(answer),
        "which_came_later": which_came_later(answer),
        "differences": differences_between(answer.supersedes, answer) if answer.supersedes else (),
        "correction": answer.superseded_by.unretracted().first(),
        "may_add": answers.has_add_permission(request),
        "shows_anything": any(item.url or item.public_copy for item in answer.evidence.all()),
        "may_publish": may_publish(request),
        "holds": holds,
        "disputes": answer.desk_submissions.disputes(),
        "is_under_review": any(row.is_open for row in holds),
        "confirmed": confirmed_in_words(ledger.proofs.of_these_words(answer)),
        **notice_pages.context_of(answer),
        "may_change": answers.has_change_permission(request, answer),
        "can_carry_over": answers.has_add_permission(request) and other_runs(answer).exists(),
        "needs_another_person": needs_another_person(answer, request.user),
    }
    return TemplateResponse(request, "admin/candidates/answer/review.html", context)


def which_came_later(answer: Answer) -> WhichCameLaterForm | None:
    """Ask for the place of a draft among the answers of its campaign, if the dates leave several.

    A correction begins with the place of what it corrects.
    """
    places = {} if answer.is_published else ledger.answers.places_of(answer)
    if len(places) < 2:
        return None
    corrected = answer.supersedes
    after = [
        name
        for name, follower in places.items()
        if corrected and follower and place_in_time(follower) > place_in_time(corrected)
    ]
    last = LAST if corrected else None
    return WhichCameLaterForm(places=places, initial={"place": after[0] if after else last})


def may_publish(request: HttpRequest) -> bool:
    return request.user.has_perm("candidates.publish_answer")


def may_see_evidence(request: HttpRequest) -> bool:
    """Say whether this user may look at what an answer rests on: nobody verifies it blind."""
    user = request.user
    return user.has_perm("candidates.view_evidence") or user.has_perm("candidates.change_evidence")


def needs_another_person(answer: Answer, user: Any) -> bool:
    is_own = user.pk == answer.recorded_by_id or ledger.answers.sent_its_link(answer, user)
    return bool(settings.TWO_PERSON_RULE) and is_own


def verify(answers: LedgerAdmin, request: HttpRequest, answer_id: int) -> HttpResponse:
    def do(answer: Answer) -> str:
        ledger.answers.verify(answer, by=organizer(request))
        return _("Verified: %(answer)s. You can publish it now.") % {"answer": answer}

    return _decide(answers, request, answer_id, do)


def publish(answers: LedgerAdmin, request: HttpRequest, answer_id: int) -> HttpResponse:
    """Publish an answer, verified in the same moment unless a second person did so before."""

    def do(answer: Answer) -> str:
        if not answer.is_verified:
            ledger.answers.verify(answer, by=organizer(request))
        ledger.answers.publish(
            answer,
            by=organizer(request),
            now=timezone.now(),
            place=request.POST.get("place", ""),
        )
        return _("Published: %(answer)s.") % {"answer": answer}

    return _decide(answers, request, answer_id, do)


def _decide(
    answers: LedgerAdmin, request: HttpRequest, answer_id: int, do: Callable[[Answer], str]
) -> HttpResponse:
    """Do it to the answer as this organizer saw it; say why not otherwise."""
    if not may_see_evidence(request):
        raise PermissionDenied
    with transaction.atomic():
        answers.lock(_answer_to_publish(answers, request, answer_id))
        answer = _answer_to_publish(answers, request, answer_id)
        if not is_as_seen(answer, request.POST.get("seen", "")):
            messages.error(
                request, _("This answer changed since you opened the page. Review it again.")
            )
            return redirect(review_url(answer))
        try:
            with transaction.atomic():
                sentence = do(answer)
        except (ValidationError, IntegrityError) as refusal:
            for problem in sentences_of(refusal):
                messages.error(request, problem)
            return redirect(review_url(answer))
        answers.log_change(request, answer, sentence)
    messages.success(request, sentence)
    return redirect(QUEUE if answer.is_published else review_url(answer))


def send_back(answers: LedgerAdmin, request: HttpRequest, answer_id: int) -> HttpResponse:
    answer = _answer_to_publish(answers, request, answer_id)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        ledger.answers.send_back(
            answer, by=organizer(request), note=cleaned["note"], now=timezone.now()
        )
        recorder = answer.recorded_by.get_username()
        return _("We asked %(recorder)s for changes.") % {"recorder": recorder}, reverse(QUEUE)

    action = ActionPage(title=_("Request changes"), button=_("Request changes"), do=do)
    return action_page(answers, request, answer, SendBackForm(posted(request)), action)


def retract(answers: LedgerAdmin, request: HttpRequest, answer_id: int) -> HttpResponse:
    answer = _answer_to_publish(answers, request, answer_id)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        ledger.answers.retract(
            answer, by=organizer(request), reason=cleaned["reason"], now=timezone.now()
        )
        return _("Retracted: %(answer)s.") % {"answer": answer}, page_of(answer)

    action = ActionPage(
        title=_("Retract"),
        button=_("Retract"),
        do=do,
        explanation=_(
            "The answer stays on the candidate’s page, crossed out, with your reason and today’s "
            "date. The candidate’s status goes back to what it was before. If only a detail is "
            "wrong, correct the answer instead."
        ),
    )
    return action_page(answers, request, answer, ReasonForm(posted(request)), action)


def correct(answers: LedgerAdmin, request: HttpRequest, answer_id: int) -> HttpResponse:
    """Draft a correction and lead to its form, or to the draft that someone already started."""
    answer: Answer = row_or_404(answers, request, answer_id, to_change=False)
    if not answers.has_add_permission(request):
        raise PermissionDenied
    try:
        with transaction.atomic():
            draft = ledger.answers.correct(answer, by=organizer(request))
            answers.log_addition(request, draft, [{"added": {}}])
    except (ValidationError, IntegrityError) as refusal:
        for problem in sentences_of(refusal):
            messages.error(request, problem)
        begun = answer.superseded_by.unretracted().first()
        return redirect(review_url(begun or answer))
    messages.success(
        request,
        _(
            "Fix what’s wrong and save. When someone else publishes this draft, it replaces the "
            "published answer."
        ),
    )
    return redirect(page_of(draft))


def carry_over(answers: LedgerAdmin, request: HttpRequest, answer_id: int) -> HttpResponse:
    answer = row_or_404(answers, request, answer_id, to_change=False)
    if not answers.has_add_permission(request):
        raise PermissionDenied

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        refuse_a_second(answer, candidacy=cleaned["candidacy"])
        to, note = cleaned["candidacy"], cleaned["note"]
        draft = ledger.answers.carry_over(answer, to, by=organizer(request), note=note)
        answers.log_addition(request, draft, [{"added": {}}])
        return recorded_sentence(draft), review_url(draft)

    action = ActionPage(
        title=_("Carry over to another race"),
        button=_("Carry over"),
        do=do,
        explanation=_(
            "A pledge doesn’t follow a candidate into a new race on its own. We’ll draft an "
            "answer for the other candidacy with copies of the evidence. Verify and publish it "
            "like any other answer."
        ),
    )
    form = CarryOverForm(posted(request), answer=answer)
    return action_page(answers, request, answer, form, action)


def discard(answers: LedgerAdmin, request: HttpRequest, answer_id: int) -> HttpResponse:
    answer = row_or_404(answers, request, answer_id)

    def do(_cleaned: dict[str, Any]) -> tuple[str, str]:
        sentence = _("Discarded: %(answer)s.") % {"answer": answer}
        answers.log_deletions(request, Answer.objects.filter(pk=answer.pk))
        ledger.answers.discard(answer)
        return sentence, reverse(QUEUE)

    action = ActionPage(
        title=_("Discard this draft"),
        button=_("Discard"),
        do=do,
        explanation=_(
            "We’ll delete this draft, its evidence and its files. It was never public, so no "
            "public page changes."
        ),
    )
    form = forms.Form(posted(request))
    return action_page(answers, request, answer, form, action)


def _answer_to_publish(answers: LedgerAdmin, request: HttpRequest, answer_id: int) -> Answer:
    answer: Answer = row_or_404(answers, request, answer_id, to_change=False)
    if not may_publish(request):
        raise PermissionDenied
    return answer
