"""Before a refusal is published: notice to the campaign, its reply, more time, and urgency."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.admin.action_pages import ActionPage, action_page, organizer, posted, row_or_404
from candidates import ledger
from candidates.admin.answer_recording import review_url
from candidates.admin.base import LedgerAdmin
from candidates.models import Answer, AnswerNotice
from candidates.notice_words import clock_in_words


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label=gettext_lazy("Their reply (public)"),
        max_length=5000,
        widget=AdminTextareaWidget(attrs={"rows": 6}),
        help_text=gettext_lazy("Word for word. It shows with the answer once that’s published."),
    )


def context_of(answer: Answer) -> dict[str, Any]:
    """Return what the review page shows about the notice of a draft."""
    if answer.is_published or not ledger.notices.needs_notice(answer):
        return {"needs_notice": False}
    notice = ledger.notices.current(answer)
    words = list(clock_in_words(notice)) if notice else [_("No notice sent yet.")]
    return {
        "needs_notice": True,
        "notice": notice,
        "is_notice_lost": bool(notice and notice.is_lost),
        "notice_words": words,
        "replies": answer.desk_submissions.replies(),
        "is_last_week": ledger.notices.is_last_week(answer, today=timezone.localdate()),
    }


def give(answers: LedgerAdmin, request: HttpRequest, answer_id: int) -> HttpResponse:
    answer = _answer(answers, request, answer_id)

    def do(_cleaned: dict[str, Any]) -> tuple[str, str]:
        notice = ledger.notices.send(answer, by=organizer(request), now=timezone.now())
        return _until(notice), review_url(answer)

    action = ActionPage(
        title=_("Send notice"),
        button=_("Send notice"),
        do=do,
        explanation=_(
            "We email every address that we have for the campaign what we’re about to publish, "
            "with the links and public copies of the evidence. It has %(days)s working days to "
            "reply. If the answer or its evidence changes, it needs a new notice. With no address "
            "that works, two attempts logged under outreach take its place."
        )
        % {"days": settings.NOTICE_WORKING_DAYS},
    )
    return action_page(answers, request, answer, forms.Form(posted(request)), action)


def extend(answers: LedgerAdmin, request: HttpRequest, answer_id: int) -> HttpResponse:
    answer = _answer(answers, request, answer_id)

    def do(_cleaned: dict[str, Any]) -> tuple[str, str]:
        notice = ledger.notices.extend(answer, by=organizer(request), now=timezone.now())
        return _until(notice), review_url(answer)

    explanation = _("They get %(days)s more working days, once. The public answer will say so.")
    action = ActionPage(
        title=_("Give them more time"),
        button=_("Give them more time"),
        do=do,
        explanation=explanation % {"days": settings.NOTICE_WORKING_DAYS},
    )
    return action_page(answers, request, answer, forms.Form(posted(request)), action)


def note_reply(answers: LedgerAdmin, request: HttpRequest, answer_id: int) -> HttpResponse:
    answer = _answer(answers, request, answer_id)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        by, now = organizer(request), timezone.now()
        ledger.answers.note_reply(answer, reply=cleaned["reply"], by=by, now=now)
        return _("We kept their reply. Someone else has to verify it."), review_url(answer)

    action = ActionPage(
        title=_("Enter their reply"),
        button=_("Keep their reply"),
        do=do,
        explanation=_(
            "Only if they replied by email or on paper. A reply by their own link comes in under "
            "campaigns’ messages. A second reply replaces the first. You count as the one who "
            "recorded this, so someone else has to verify it with the answer."
        ),
    )
    return action_page(answers, request, answer, ReplyForm(posted(request)), action)


def hurry(answers: LedgerAdmin, request: HttpRequest, answer_id: int) -> HttpResponse:
    answer = _answer(answers, request, answer_id)

    def do(_cleaned: dict[str, Any]) -> tuple[str, str]:
        ledger.notices.hurry(answer, by=organizer(request), now=timezone.now())
        return _("Verified by a second verifier. You can publish it now."), review_url(answer)

    action = ActionPage(
        title=_("Urgent: second verifier"),
        button=_("Verify as the second verifier"),
        do=do,
        explanation=_(
            "In the last week before the election, a refusal that two people verified doesn’t "
            "wait for the campaign’s reply. The public answer will say so."
        ),
    )
    return action_page(answers, request, answer, forms.Form(posted(request)), action)


def _until(notice: AnswerNotice) -> str:
    words = _("The campaign has until the end of %(until)s to reply.")
    return words % {"until": notice.last_day}


def _answer(answers: LedgerAdmin, request: HttpRequest, answer_id: int) -> Answer:
    answer: Answer = row_or_404(answers, request, answer_id, to_change=False)
    if not request.user.has_perm("candidates.publish_answer"):
        raise PermissionDenied
    return answer
