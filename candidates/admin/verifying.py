"""Verifying or publishing many drafts at once, each only with its evidence opened."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.lib.admin.action_pages import context_of, organizer, row_or_404
from campaign.lib.admin.constraint_messages import sentences_of
from campaign.lib.http import NUMBER
from campaign.lib.paging import page_or_404
from campaign.lib.recent_proof import demand_recent_proof
from candidates.admin.answer_pages import may_publish, may_see_evidence, needs_another_person
from candidates.admin.review_token import is_as_seen, review_tokens
from candidates.ledger import acts, answers
from candidates.ledger.locks import lock_people_of
from candidates.models import Act, Answer, Evidence, EvidenceOpening
from candidates.models.openings import digest_of_evidence

PER_PAGE = 25
PAGE = "admin:candidates_answer_verify_many"


def verify_many(answer_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """List drafts that wait, each with its evidence. Verify or publish the checked ones."""
    if not (may_publish(request) and may_see_evidence(request)):
        raise PermissionDenied
    if request.method == "POST":
        demand_recent_proof(request)
        return _do(answer_admin, request)
    waiting = _waiting(answer_admin, request).order_by("recorded_at", "pk")
    page = page_or_404(request, waiting, PER_PAGE)
    context = context_of(answer_admin, request)
    rows = list(_shown(list(page), organizer(request), context["tied_accounts"]))
    context |= {
        "title": _("Verify many answers"),
        "page": page,
        "rows": rows,
        "checkable_count": sum(row["may_check"] for row in rows),
    }
    return TemplateResponse(request, "admin/candidates/answer/verify_many.html", context)


def _waiting(answer_admin: admin.ModelAdmin, request: HttpRequest) -> Any:
    return (
        answer_admin.get_queryset(request)
        .waiting()
        .prefetch_related("evidence", "desk_submissions__link")
    )


def _shown(drafts: Sequence[Answer], user: User, tied: Collection[int]) -> Iterator[dict[str, Any]]:
    """Return what the page shows of each draft. `tied` are accounts that count as this user's."""
    every = [item for answer in drafts for item in answer.evidence.all()]
    opened = EvidenceOpening.objects.opened(user.pk, every)
    tokens = review_tokens(drafts)
    for answer in drafts:
        evidence = [(item, item.pk in opened) for item in answer.evidence.all()]
        needs_another = needs_another_person(answer, user) or (
            answer.recorded_by_id in tied and not answer.is_verified
        )
        yield {
            "answer": answer,
            "evidence": evidence,
            "needs_another_person": needs_another,
            "may_check": not needs_another
            and bool(evidence)
            and all(is_opened for _item, is_opened in evidence),
            "seen": tokens[answer.pk],
        }


def _do(answer_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Verify or publish each checked draft that the rules allow, and name the others."""
    is_publishing = request.POST.get("do") == "publish"
    chosen = [int(key) for key in request.POST.getlist("answer") if NUMBER.fullmatch(key)]
    refused: list[str] = []
    done: list[Answer] = []
    with transaction.atomic():
        lock_people_of({Answer: chosen[:PER_PAGE]})
        rows = list(_waiting(answer_admin, request).filter(pk__in=chosen[:PER_PAGE]).order_by("pk"))
        act = _one_by_one(request, rows, done, refused, is_publishing=is_publishing)
        for answer in done:
            words = _("Published.") if is_publishing else _("Verified.")
            answer_admin.log_change(request, answer, words)
    if not rows:
        messages.warning(request, _("Check at least one answer that’s still waiting."))
    for sentence in refused:
        messages.warning(request, sentence)
    if done:
        messages.success(request, _sentence(len(done), is_publishing=is_publishing))
    if act and act.row_count:
        return redirect("admin:candidates_act_change", act.pk)
    return redirect(PAGE)


def _one_by_one(
    request: HttpRequest,
    rows: Sequence[Answer],
    done: list[Answer],
    refused: list[str],
    *,
    is_publishing: bool,
) -> Act | None:
    """Fill `done` and `refused`. Verifying is one act, while nobody unpublishes an answer."""
    title = ngettext("Verified %(count)d answer", "Verified %(count)d answers", len(rows))
    user, now = organizer(request), timezone.now()
    with acts.acting(
        Act.Kind.VERIFICATION, title=title % {"count": len(rows)}, by=user, now=now
    ) as act:
        for answer in rows:
            try:
                with transaction.atomic():
                    _refuse_unseen(answer, request.POST.get(f"seen_{answer.pk}", ""), user)
                    if is_publishing:
                        if not answer.is_verified:
                            answers.verify(answer, by=user)
                        answers.publish(answer, by=user, now=now)
                    else:
                        with act.noting(Answer.objects.filter(pk=answer.pk)):
                            answers.verify(answer, by=user)
            except (ValidationError, IntegrityError) as refusal:
                refused.append(f"{answer}: {' '.join(sentences_of(refusal))}")
            else:
                done.append(answer)
    return None if is_publishing else act.row


def _refuse_unseen(answer: Answer, token: str, user: User) -> None:
    """Raise ValidationError unless the user saw the draft as it is and opened its evidence."""
    if not is_as_seen(answer, token):
        raise ValidationError(
            _("It changed since you opened the page. Review it again."), code="changed"
        )
    evidence = list(answer.evidence.all())
    if not evidence:
        raise ValidationError(_("It has no evidence."), code="no_evidence")
    if len(EvidenceOpening.objects.opened(user.pk, evidence)) < len(evidence):
        raise ValidationError(_("Open each piece of evidence first."), code="not_opened")


def _sentence(count: int, *, is_publishing: bool) -> str:
    words = (
        ngettext("Published %(count)d answer.", "Published %(count)d answers.", count)
        if is_publishing
        else ngettext("Verified %(count)d answer.", "Verified %(count)d answers.", count)
    )
    return words % {"count": count}


def open_evidence(
    evidence_admin: admin.ModelAdmin, request: HttpRequest, evidence_id: int
) -> HttpResponse:
    """Note that this organizer opened a piece of evidence, and lead to it."""
    evidence: Evidence = row_or_404(evidence_admin, request, evidence_id, to_change=False)
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        EvidenceOpening.objects.update_or_create(
            evidence=evidence,
            opened_by=organizer(request),
            defaults={"opened_at": timezone.now(), "digest": digest_of_evidence(evidence)},
        )
    return HttpResponseRedirect(_address_of(evidence))


def _address_of(evidence: Evidence) -> str:
    if evidence.url:
        return evidence.url
    name = "public_copy" if evidence.public_copy else "original"
    return reverse(f"admin:candidates_evidence_{name}", args=[evidence.pk])
