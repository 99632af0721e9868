"""An answer under review: marked by one person, decided by two."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import (
    AdminRadioSelect,
    AdminTextareaWidget,
    AdminTextInputWidget,
)
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.admin.action_pages import ActionPage, action_page, organizer, posted, row_or_404
from candidates import ledger
from candidates.admin.base import LedgerAdmin
from candidates.models import Answer, DeskSubmission, Hold

SENTENCE = AdminTextInputWidget(attrs={"class": "vLargeTextField"})


def public_reason(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Reason (public)"),
        max_length=300,
        widget=SENTENCE,
        help_text=help_text,
    )


class HoldForm(forms.Form):
    reason = public_reason(
        gettext_lazy("One sentence. It shows on the candidate’s page and under corrections.")
    )


class DisputeForm(forms.Form):
    reason = public_reason(
        gettext_lazy(
            "One sentence: who says what, not that they’re right. It shows on the candidate’s page "
            "and under corrections."
        )
    )
    note = forms.CharField(
        label=gettext_lazy("How the campaign told us"),
        max_length=5000,
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Who wrote or called, when, and in which words. Only organizers see this."
        ),
    )


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            (Hold.Outcome.STANDS, gettext_lazy("The answer stands, and counts again")),
            (Hold.Outcome.RETRACTED, gettext_lazy("Retract the answer")),
        ],
        widget=AdminRadioSelect(attrs={"class": "radiolist"}),
    )
    explanation = forms.CharField(
        label=gettext_lazy("Why (public)"), max_length=300, widget=SENTENCE
    )


def dispute(answers: LedgerAdmin, request: HttpRequest, answer_id: int) -> HttpResponse:
    """Mark an answer as disputed. What the campaign sent by its link fills in the form."""
    answer = _answer(answers, request, answer_id)
    sent = _messages(answer)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        ledger.holds.dispute(
            answer,
            reason=cleaned["reason"],
            note=cleaned["note"],
            by=organizer(request),
            now=timezone.now(),
        )
        return _("Disputed, under review: %(answer)s.") % {"answer": answer}, _url(answer)

    action = ActionPage(
        title=_("Mark as disputed"),
        button=_("Mark as disputed"),
        do=do,
        explanation=_(
            "Use this if the campaign says that the person who answered wasn’t authorized to. "
            "The answer stays in public, marked “Disputed, under review,” and doesn’t count. Two "
            "people decide within 72 hours."
        ),
        facts=_as_sent(sent),
    )
    form = DisputeForm(posted(request), initial=_as_told(sent[0]) if sent else None)
    return action_page(answers, request, answer, form, action)


def _messages(answer: Answer) -> list[DeskSubmission]:
    """Return what the campaign sent to dispute an answer and we haven't decided, oldest first."""
    return list(answer.desk_submissions.disputes().undecided())


def _as_sent(messages: list[DeskSubmission]) -> list[tuple[str, str]]:
    return [(_("Sent by link, %(moment)s") % _moment(each), each.text) for each in messages]


def _as_told(message: DeskSubmission) -> dict[str, str]:
    """Return how an organizer would say what a campaign sent: who says it, not that it's true."""
    about = {"name": message.sender_name, "role": message.sender_role, **_moment(message)}
    told = _("%(name)s, %(role)s, by the campaign’s link, %(moment)s:") % about
    return {
        "reason": _(
            "A message by the campaign’s own link says that the person who answered "
            "wasn’t authorized to."
        ),
        "note": f"{told}\n\n{message.words}",
    }


def _moment(message: DeskSubmission) -> dict[str, str]:
    return {"moment": date_format(timezone.localtime(message.received_at), "DATETIME_FORMAT")}


def hold(answers: LedgerAdmin, request: HttpRequest, answer_id: int) -> HttpResponse:
    answer = _answer(answers, request, answer_id)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        ledger.holds.hold(
            answer, reason=cleaned["reason"], by=organizer(request), now=timezone.now()
        )
        return _("On hold: %(answer)s.") % {"answer": answer}, _url(answer)

    action = ActionPage(
        title=_("Put on hold"),
        button=_("Put on hold"),
        do=do,
        explanation=_(
            "The answer leaves public view at once, and the status says “Under review.” Two "
            "people decide. After 72 hours it comes back by itself, unless a second person "
            "extends the hold. If yours runs out, only someone else can hold this answer again. "
            "You can place three holds in 24 hours."
        ),
    )
    return action_page(answers, request, answer, HoldForm(posted(request)), action)


def extend(answers: LedgerAdmin, request: HttpRequest, hold_id: int) -> HttpResponse:
    row = _hold(answers, request, hold_id)

    def do(_cleaned: dict[str, Any]) -> tuple[str, str]:
        ledger.holds.extend(row, by=organizer(request), now=timezone.now())
        until = date_format(timezone.localtime(row.due_at), "DATETIME_FORMAT")
        return _("Extended until %(until)s.") % {"until": until}, _url(row.answer)

    action = ActionPage(
        title=_("Extend this hold"),
        button=_("Extend by 72 hours"),
        do=do,
        facts=_facts(row),
        explanation=_("It lasts 72 hours from now. A hold can be extended once."),
    )
    return action_page(answers, request, row.answer, forms.Form(posted(request)), action)


def propose(answers: LedgerAdmin, request: HttpRequest, hold_id: int) -> HttpResponse:
    row = _hold(answers, request, hold_id)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        ledger.holds.propose(row, by=organizer(request), now=timezone.now(), **cleaned)
        if row.is_open:
            return _("Proposed. A second person has to confirm it."), _url(row.answer)
        return _("Decided: %(outcome)s.") % {"outcome": row.get_outcome_display()}, _url(row.answer)

    action = ActionPage(
        title=_("Decide this review"),
        button=_("Propose"),
        do=do,
        facts=_facts(row),
        explanation=_("Someone else has to confirm what you propose."),
    )
    return action_page(answers, request, row.answer, DecisionForm(posted(request)), action)


def confirm(answers: LedgerAdmin, request: HttpRequest, hold_id: int) -> HttpResponse:
    row = _hold(answers, request, hold_id)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        if cleaned["seen"] != _seen(row):
            raise forms.ValidationError(
                _("This changed since you opened the page. Read it again."), code="changed"
            )
        ledger.holds.confirm(row, by=organizer(request), now=timezone.now())
        return _("Decided: %(outcome)s.") % {"outcome": row.get_outcome_display()}, _url(row.answer)

    class SeenForm(forms.Form):
        seen = forms.CharField(widget=forms.HiddenInput, initial=_seen(row))

    proposal = [
        (_("Proposed"), row.get_proposed_display()),
        (_("Why (public)"), row.explanation),
        (_("Proposed by"), str(row.proposed_by or "")),
    ]
    action = ActionPage(
        title=_("Confirm the decision"),
        button=_("Confirm"),
        do=do,
        facts=[*_facts(row), *proposal],
    )
    return action_page(answers, request, row.answer, SeenForm(posted(request)), action)


def _facts(row: Hold) -> list[tuple[str, str]]:
    return [
        (_("Kind"), row.get_kind_display()),
        (_("Reason"), row.reason),
        (_("Note (organizers only)"), row.note),
        (_("Placed by"), str(row.placed_by)),
        (_("Due"), date_format(timezone.localtime(row.due_at), "DATETIME_FORMAT")),
        *_as_sent(_messages(row.answer)),
    ]


def _seen(row: Hold) -> str:
    sent = [message.pk for message in _messages(row.answer)]
    return f"{row.proposed_by_id}-{row.proposed}-{row.explanation}-{sent}"


def _answer(answers: LedgerAdmin, request: HttpRequest, answer_id: int) -> Answer:
    answer: Answer = row_or_404(answers, request, answer_id, to_change=False)
    if not request.user.has_perm("candidates.publish_answer"):
        raise PermissionDenied
    return answer


def _hold(answers: LedgerAdmin, request: HttpRequest, hold_id: int) -> Hold:
    row = Hold.objects.filter(pk=hold_id).first()
    if row is None:
        raise Http404
    row.answer = _answer(answers, request, row.answer_id)
    return row


def _url(answer: Answer) -> str:
    return reverse("admin:candidates_answer_review", args=[answer.pk])
