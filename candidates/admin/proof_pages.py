"""The proofs of an answer: what there is, what can be checked now, and what is withdrawn."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.admin.action_pages import (
    ActionPage,
    action_page,
    context_of,
    organizer,
    posted,
    row_or_404,
)
from campaign.lib.uploads import as_attachment
from candidates import ledger
from candidates.admin.answer_forms import ReasonForm
from candidates.admin.answer_pages import may_see_evidence
from candidates.admin.base import LedgerAdmin
from candidates.admin.proof_forms import FORMS, SecondCallForm
from candidates.models import Answer, Proof
from candidates.proof_words import confirmed_in_words
from candidates.proofs.grades import Weight, weight_of

WORDS = {
    Weight.CAMPAIGN: gettext_lazy("Shows that it’s the campaign"),
    Weight.MAILBOX: gettext_lazy("Shows only who holds a mailbox"),
    Weight.NOTHING: gettext_lazy("Doesn’t count"),
}


def proofs(answers: LedgerAdmin, request: HttpRequest, answer_id: int) -> HttpResponse:
    answer = _answer(answers, request, answer_id)
    rows = answer.proofs.select_related("recorded_by", "seconded_by", "withdrawn_by")
    said = ledger.proofs.said_in(answer)
    context = {
        **context_of(answers, request),
        "title": _("Proof that the campaign answered"),
        "subtitle": str(answer),
        "row": answer,
        "row_url": _review_url(answer),
        "answer": answer,
        "confirmed": confirmed_in_words(ledger.proofs.of_these_words(answer)),
        "proofs": [(row, WORDS[weight_of(row)], row.said != said) for row in rows],
        "codes": ledger.proofs.codes_of(answer, now=timezone.now()),
        "kinds": [(kind, form.title) for kind, form in FORMS.items()],
        "may_add": _may_add(request),
    }
    return TemplateResponse(request, "admin/candidates/answer/proofs.html", context)


def give_code(answers: LedgerAdmin, request: HttpRequest, answer_id: int) -> HttpResponse:
    answer = _answer(answers, request, answer_id, to_add=True)
    ledger.proofs.give_code(answer, by=organizer(request), now=timezone.now())
    messages.success(request, _("Send the code below to the campaign."))
    return redirect(_url(answer))


def prove(answers: LedgerAdmin, request: HttpRequest, answer_id: int, kind: str) -> HttpResponse:
    answer = _answer(answers, request, answer_id, to_add=True)
    form_class = FORMS.get(kind)
    if not form_class:
        raise Http404
    by = organizer(request)
    files = request.FILES if request.method == "POST" else None
    form = form_class(posted(request), files, answer=answer, by=by)

    def do(_cleaned: dict[str, Any]) -> tuple[str, str]:
        proof = form.keep()
        return _("Kept: %(proof)s.") % {"proof": proof}, _url(answer)

    action = ActionPage(
        title=str(form.title),
        button=str(form.button),
        explanation=str(form.explanation),
        do=do,
    )
    return action_page(answers, request, answer, form, action)


def second_call(answers: LedgerAdmin, request: HttpRequest, proof_id: int) -> HttpResponse:
    proof = _proof(answers, request, proof_id, to_add=True)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        ledger.proofs.second_call(
            proof, note=cleaned["note"], by=organizer(request), now=timezone.now()
        )
        return _("Kept: %(proof)s.") % {"proof": proof}, _url(proof.answer)

    action = ActionPage(
        title=_("Record the second call"),
        button=_("Record"),
        do=do,
        explanation=_("Call the same number yourself, and ask if this answer is theirs."),
        facts=[(_("Number"), proof.reached), (_("Page that shows it"), proof.source_url)],
    )
    return action_page(answers, request, proof.answer, SecondCallForm(posted(request)), action)


def withdraw(answers: LedgerAdmin, request: HttpRequest, proof_id: int) -> HttpResponse:
    proof = _proof(answers, request, proof_id, to_add=True)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        ledger.proofs.withdraw(
            proof, reason=cleaned["reason"], by=organizer(request), now=timezone.now()
        )
        return _("Withdrawn: %(proof)s.") % {"proof": proof}, _url(proof.answer)

    action = ActionPage(
        title=_("Withdraw this proof"),
        button=_("Withdraw"),
        do=do,
        explanation=_("It stays on this list with your reason, and no longer counts."),
    )
    return action_page(answers, request, proof.answer, ReasonForm(posted(request)), action)


def original(answers: LedgerAdmin, request: HttpRequest, proof_id: int) -> FileResponse:
    proof = _proof(answers, request, proof_id)
    return as_attachment(proof.original, f"proof-{proof.pk}")


def _answer(
    answers: LedgerAdmin, request: HttpRequest, answer_id: int, *, to_add: bool = False
) -> Answer:
    answer: Answer = row_or_404(answers, request, answer_id, to_change=False)
    if not may_see_evidence(request) or (to_add and not _may_add(request)):
        raise PermissionDenied
    return answer


def _proof(
    answers: LedgerAdmin, request: HttpRequest, proof_id: int, *, to_add: bool = False
) -> Proof:
    proof = Proof.objects.filter(pk=proof_id).first()
    if proof is None:
        raise Http404
    proof.answer = _answer(answers, request, proof.answer_id, to_add=to_add)
    return proof


def _may_add(request: HttpRequest) -> bool:
    return request.user.has_perm("candidates.change_evidence")


def _url(answer: Answer) -> str:
    return reverse("admin:candidates_answer_proofs", args=[answer.pk])


def _review_url(answer: Answer) -> str:
    return reverse("admin:candidates_answer_review", args=[answer.pk])
