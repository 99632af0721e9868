"""Record an answer with its evidence on one page, once."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from campaign.lib.admin.action_pages import ActionPage, action_page, organizer, posted
from candidates import ledger
from candidates.admin.answer_forms import RecordAnswerForm
from candidates.ledger.locks import lock_people_behind
from candidates.models import Answer, Candidacy, Evidence
from candidates.tasks import draw_later


def record(answers: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not answers.has_add_permission(request):
        raise PermissionDenied

    def save(cleaned: dict[str, Any]) -> tuple[str, str]:
        answer = record_answer(cleaned, by=organizer(request))
        answers.log_addition(request, answer, [{"added": {}}])
        if "another" in request.POST:
            return recorded_sentence(answer), reverse("admin:candidates_answer_add")
        return recorded_sentence(answer), review_url(answer)

    form = RecordAnswerForm(
        posted(request),
        request.FILES if request.method == "POST" else None,
        initial={"candidacy": request.GET.get("candidacy")},
    )
    action = ActionPage(title=_("Record an answer"), button=_("Record"), do=save)
    return action_page(
        answers,
        request,
        None,
        form,
        action,
        template="admin/candidates/answer/record.html",
        fieldsets=RecordAnswerForm.fieldsets,
    )


def record_answer(cleaned: dict[str, Any], *, by: AbstractBaseUser) -> Answer:
    """Store what RecordAnswerForm says, as a draft with its lead evidence."""
    answered_on, precision = cleaned["answered"]
    evidence = Evidence(
        kind=cleaned["evidence_kind"],
        url=cleaned["url"],
        archived_url=cleaned["archived_url"],
        publisher=cleaned["publisher"],
    )
    answer = Answer(
        answered_on=answered_on,
        answered_on_precision=precision,
        recorded_by_id=by.pk,
        **{name: cleaned[name] for name in RecordAnswerForm.Meta.fields},
    )
    with transaction.atomic():
        refuse_a_second(answer, candidacy=answer.candidacy)
        ledger.answers.record(answer, evidence, file=cleaned["file"], shown=cleaned["redacted"])
        draw_later(evidence)
    return answer


def refuse_a_second(answer: Answer, *, candidacy: Candidacy) -> None:
    """Raise ValidationError, with a link, where `candidacy` has the same answer on record.

    Nobody else can record one until the transaction ends.
    """
    lock_people_behind([candidacy.pk])
    same = candidacy.answers.telling_the_same(answer).select_related("candidacy__person").first()
    if same:
        raise ValidationError(
            format_html(
                _(
                    '{} already recorded this answer: <a href="{}">{}</a>. If it’s a draft, '
                    "add your evidence there. If it’s published, correct it."
                ),
                same.recorded_by.get_username(),
                review_url(same),
                same,
            ),
            code="recorded_before",
        )


def recorded_sentence(answer: Answer) -> str:
    return _("Recorded: %(answer)s. Now a second person has to verify it.") % {"answer": answer}


def review_url(answer: Answer) -> str:
    return reverse("admin:candidates_answer_review", args=[answer.pk])
