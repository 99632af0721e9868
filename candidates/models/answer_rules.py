"""What holds of every answer: in words before it is published, in the database whoever writes."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from candidates.models.archive import CYCLE_OF_CANDIDACY, stays_as_archived
from candidates.models.candidacy_rules import is_of_a_run_that_counts

if TYPE_CHECKING:
    from candidates.models.answers import Answer
    from candidates.models.people import Person
    from candidates.models.pledge import PledgeText

# What a second person verified; who changes it has it verified again.
VERIFIED_COLUMNS = (
    "candidacy_id",
    "pledge_text_id",
    "kind",
    "answered_on",
    "answered_on_precision",
    "signer_name",
    "signer_role",
    "statement",
    "lead_evidence_id",
    "supersedes_id",
)

CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(
        condition=Q(published_at=None) | Q(lead_evidence__isnull=False),
        name="answer_published_has_evidence",
    ),
    models.CheckConstraint(
        condition=Q(published_at=None)
        | (
            Q(verified_by__isnull=False)
            & (Q(verification_waived=True) | ~Q(verified_by=F("recorded_by")))
        ),
        name="answer_published_was_verified_by_a_second_person",
    ),
    models.CheckConstraint(
        condition=Q(retracted_at=None, retraction_reason="")
        | (Q(retracted_at__isnull=False, published_at__isnull=False) & ~Q(retraction_reason="")),
        name="answer_retraction_has_a_reason",
    ),
    models.CheckConstraint(
        condition=Q(supersedes=None) | Q(supersedes__lt=F("id")),
        name="answer_supersedes_an_earlier_one",
    ),
    models.UniqueConstraint(
        "supersedes", condition=Q(retracted_at=None), name="answer_is_corrected_once"
    ),
    models.CheckConstraint(
        condition=Q(published_at=None) | Q(position__isnull=False),
        name="answer_published_has_its_place",
    ),
    models.UniqueConstraint("candidacy", "position", name="answer_has_a_place_of_its_own"),
    models.CheckConstraint(
        condition=Q(sent_back_at=None, sent_back_by=None, sent_back_note="")
        | (
            Q(sent_back_at__isnull=False, sent_back_by__isnull=False, published_at=None)
            & ~Q(sent_back_note="")
        ),
        name="answer_sent_back_waits_with_a_note",
    ),
]

TRIGGERS = [
    stays_as_archived("answer", CYCLE_OF_CANDIDACY),
    pgtrigger.Trigger(
        name="answer_changed_is_verified_again",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Condition(
            "OLD.published_at IS NULL AND OLD.verified_by_id IS NOT NULL AND ({}) IS DISTINCT FROM"
            " ({})".format(
                ", ".join(f"OLD.{name}" for name in VERIFIED_COLUMNS),
                ", ".join(f"NEW.{name}" for name in VERIFIED_COLUMNS),
            )
        ),
        func="NEW.verified_by_id := NULL; NEW.verification_waived := false; RETURN NEW;",
    ),
    is_of_a_run_that_counts("answer"),
    pgtrigger.Trigger(
        name="answer_supersedes_one_of_its_campaign",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(new__supersedes__isnull=False),
        func="""
                    IF NOT EXISTS (
                        SELECT FROM candidates_answer
                        WHERE id = NEW.supersedes_id AND candidacy_id = NEW.candidacy_id
                            AND published_at IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'What is superseded is no public answer of this campaign.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'answer_supersedes_one_of_its_campaign';
                    END IF;
                    RETURN NEW;
                """,
    ),
    pgtrigger.Protect(
        name="answer_published_is_never_deleted",
        operation=pgtrigger.Delete,
        condition=pgtrigger.Q(old__published_at__isnull=False),
    ),
    pgtrigger.Protect(
        name="answer_published_is_never_edited",
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(
            "OLD.published_at IS NOT NULL AND"
            " to_jsonb(OLD.*) - '{retracted_at,retraction_reason}'::text[]"
            " IS DISTINCT FROM"
            " to_jsonb(NEW.*) - '{retracted_at,retraction_reason}'::text[]"
        ),
    ),
    pgtrigger.Protect(
        name="answer_retracted_stays_retracted",
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(
            "OLD.retracted_at IS NOT NULL AND OLD.* IS DISTINCT FROM NEW.*"
        ),
    ),
    # Waits for whoever edits the text at this moment; from then on it is frozen.
    pgtrigger.Trigger(
        name="answer_holds_its_pledge_text",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        func="""
                    PERFORM FROM candidates_pledgetext WHERE id = NEW.pledge_text_id FOR SHARE;
                    RETURN NEW;
                """,
    ),
    pgtrigger.Trigger(
        name="answer_evidence_suffices",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(new__published_at__isnull=False),
        func="""
                    PERFORM FROM candidates_evidence WHERE answer_id = NEW.id FOR SHARE;
                    IF NOT EXISTS (
                        SELECT FROM candidates_evidence
                        WHERE id = NEW.lead_evidence_id AND answer_id = NEW.id
                    ) THEN
                        RAISE EXCEPTION 'The lead evidence belongs to another answer.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'answer_evidence_suffices';
                    END IF;
                    IF NEW.kind IN ('refused', 'rescinded') AND NOT EXISTS (
                        SELECT FROM candidates_evidence
                        WHERE answer_id = NEW.id AND kind <> 'press_report'
                    ) THEN
                        RAISE EXCEPTION 'A press report alone cannot publish a refusal.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'answer_evidence_suffices';
                    END IF;
                    RETURN NEW;
                """,
    ),
]


def last_day(day: datetime.date, precision: str) -> datetime.date:
    """Return the last day of what is known: the day itself, or the end of its month or year."""
    if precision == "year":
        return day.replace(month=12, day=31)
    if precision == "month":
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day


def reasons_against_day(
    answered_on: datetime.date,
    precision: str,
    *,
    text: PledgeText,
    person: Person,
    today: datetime.date,
) -> Iterator[ValidationError]:
    """Yield why `person` cannot have answered `text` on this day."""
    if answered_on > today:
        yield ValidationError(_("This day is still to come."), code="to_come")
    if text.effective_on and last_day(answered_on, precision) < text.effective_on:
        yield ValidationError(
            _("This pledge text is in use since %(day)s only."),
            code="before_the_text",
            params={"day": date_format(text.effective_on)},
        )
    if person.died_on and answered_on > person.died_on:
        yield ValidationError(
            _("This person died on %(day)s."),
            code="after_death",
            params={"day": date_format(person.died_on)},
        )


def reasons_against_publishing(
    answer: Answer, *, today: datetime.date
) -> Iterator[ValidationError]:
    """Yield each reason why `answer` cannot be published yet."""
    evidence = list(answer.evidence.all())
    if answer.candidacy.race.cycle.archived_at:
        yield ValidationError(
            _("This cycle is archived, so none of its answers can be published."), code="archived"
        )
    if answer.is_published:
        yield ValidationError(_("This answer is published already."), code="published")
    if answer.pledge_text.effective_on is None:
        yield ValidationError(
            _("The pledge text is a draft. Give it the day from which it is in use."),
            code="draft_text",
        )
    elif answer.pledge_text.effective_on > today:
        yield ValidationError(
            _("The pledge text is in use from %(day)s only."),
            code="text_to_come",
            params={"day": date_format(answer.pledge_text.effective_on)},
        )
    if answer.supersedes and answer.supersedes.is_retracted:
        yield ValidationError(
            _("The answer that this one corrects was retracted. Clear “Corrects” on the draft."),
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
        yield ValidationError(_("Add evidence and choose which leads."), code="no_evidence")
    if any(item.is_copy_waiting for item in evidence):
        yield ValidationError(
            _("The picture of the evidence is still being drawn. Wait a minute and try again."),
            code="drawing",
        )
    if answer.is_refusal and all(item.is_press_report for item in evidence):
        yield ValidationError(
            _("A press report alone cannot publish a refusal. Add the campaign's word."),
            code="press_only",
        )
    if answer.is_sent_back:
        yield ValidationError(_("It was sent back and has not been mended yet."), code="sent_back")
    if not answer.is_verified:
        yield ValidationError(_("Somebody else has to verify it first."), code="not_verified")
