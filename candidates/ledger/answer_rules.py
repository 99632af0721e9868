"""Why an answer cannot be recorded or published, in words for the person who tries."""

import datetime
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from candidates.ledger.answer_order import last_day
from candidates.models import Answer, Person, PledgeText


def reasons_against_day(
    answered_on: datetime.date,
    precision: str,
    *,
    text: PledgeText,
    person: Person,
    today: datetime.date,
) -> Iterator[ValidationError]:
    if answered_on > today:
        yield ValidationError(
            _("This date is in the future. Enter today or an earlier date."), code="to_come"
        )
    if text.effective_on and last_day(answered_on, precision) < text.effective_on:
        yield ValidationError(
            _(
                "This version of the pledge wasn’t in use until %(day)s. Choose an earlier version "
                "or a later date."
            ),
            code="before_the_text",
            params={"day": date_format(text.effective_on)},
        )
    if person.died_on and answered_on > person.died_on:
        yield ValidationError(
            _("This person died on %(day)s. Enter an earlier date."),
            code="after_death",
            params={"day": date_format(person.died_on)},
        )


def refuse_under_review(answer: Answer) -> None:
    """Raise ValidationError for an answer that two people have to decide on first."""
    if answer.holds.open().exists():
        raise ValidationError(
            _("This answer is under review. Two people decide that first."), code="under_review"
        )


def reasons_against_publishing(
    answer: Answer, *, today: datetime.date
) -> Iterator[ValidationError]:
    evidence = list(answer.evidence.all())
    if answer.candidacy.race.cycle.archived_at:
        yield ValidationError(
            _(
                "This cycle is archived, so you can’t publish its answers. Open the cycle again "
                "first."
            ),
            code="archived",
        )
    if answer.is_published:
        yield ValidationError(_("This answer is already published."), code="published")
    if answer.pledge_text.effective_on is None:
        yield ValidationError(
            _("This version of the pledge is a draft. Enter the date it takes effect first."),
            code="draft_text",
        )
    elif answer.pledge_text.effective_on > today:
        yield ValidationError(
            _("This version of the pledge takes effect on %(day)s. You can publish then."),
            code="text_to_come",
            params={"day": date_format(answer.pledge_text.effective_on)},
        )
    if answer.supersedes and answer.supersedes.holds.open().exists():
        yield ValidationError(
            _("The answer this one corrects is under review. Two people decide that first."),
            code="under_review",
        )
    if answer.supersedes and answer.supersedes.is_retracted:
        yield ValidationError(
            _(
                "The answer this one corrects was retracted. Clear “Corrects this published "
                "answer” on the draft."
            ),
            code="corrects_nothing",
        )
    yield from reasons_against_day(
        answer.answered_on,
        answer.answered_on_precision,
        text=answer.pledge_text,
        person=answer.candidacy.person,
        today=today,
    )
    if answer.lead_evidence_id not in {item.pk for item in evidence}:
        yield ValidationError(_("Add evidence and choose the main piece."), code="no_evidence")
    if any(item.is_copy_waiting for item in evidence):
        yield ValidationError(
            _("We’re still converting the evidence. Wait a minute and try again."), code="drawing"
        )
    if answer.is_refusal and all(item.is_press_report for item in evidence):
        yield ValidationError(
            _("A news report isn’t enough to publish a refusal. Add evidence from the campaign."),
            code="press_only",
        )
    is_proved = answer.proofs.standing().exists()
    if evidence and not is_proved and all(item.is_screenshot for item in evidence):
        yield ValidationError(
            _("A screenshot alone isn’t enough. Add the link to it, other evidence, or a proof."),
            code="screenshot_only",
        )
    if answer.is_sent_back:
        yield ValidationError(_("Changes were requested. Edit the answer first."), code="sent_back")
    if not answer.is_verified:
        yield ValidationError(_("Someone else has to verify it first."), code="not_verified")
