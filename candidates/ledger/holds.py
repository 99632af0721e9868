"""Answers under review: marked by one person, decided by two, each step with its reason.

While an answer is under review, it doesn't count: the campaign's status is pending, in words “Under
review.” No earlier answer takes its place.
"""

import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaign.lib import audit
from campaign.lib.audit import Event
from candidates.derivation import live_answers
from candidates.desk import receipts
from candidates.ledger import answers
from candidates.ledger.locks import lock_people_behind
from candidates.ledger.refresh import refresh_people
from candidates.models import Answer, DeskSubmission, Hold
from candidates.models.choices import Review

ONE_DAY = datetime.timedelta(days=1)


def dispute(
    answer: Answer, *, reason: str, by: User, now: datetime.datetime, note: str = ""
) -> Hold:
    """Mark a published answer as disputed: the campaign says it wasn’t theirs.

    `reason` is public. `note` says to organizers how the campaign told us. If it did so by its own
    link, the message that waited longest is the source, and the 72 hours run since it came. A
    person may do this three times a day.
    """
    with transaction.atomic():
        _refuse_too_many(Review.DISPUTE, by=by, now=now)
        return _place(answer, Review.DISPUTE, reason, note=note, by=by, now=now)


def may_be_placed(answer: Answer) -> bool:
    """Say whether an answer counts as published, in a cycle that isn't archived."""
    is_archived = answer.candidacy.race.cycle.archived_at is not None
    return not is_archived and answer in live_answers(answer.candidacy.answers.published())


def hold(answer: Answer, *, reason: str, by: User, now: datetime.datetime) -> Hold:
    """Take a published answer out of public view for 72 hours, at most 3 times a day and person.

    A person whose hold on it ran out can't place another one, so nobody alone hides an answer.
    """
    with transaction.atomic():
        _refuse_too_many(Review.HOLD, by=by, now=now)
        ran_out = answer.holds.filter(kind=Review.HOLD, outcome=Hold.Outcome.LAPSED)
        if ran_out.filter(placed_by=by).exists():
            raise ValidationError(
                _("Your hold on this answer ran out. Someone else has to place another one."),
                code="ran_out",
            )
        return _place(answer, Review.HOLD, reason, note="", by=by, now=now)


def extend(row: Hold, *, by: User, now: datetime.datetime) -> None:
    """Let a hold last 72 hours from now, once, on a second person's word."""
    with transaction.atomic():
        _lock_open(row)
        if row.is_dispute or row.extended_by_id:
            raise ValidationError(
                _("This can’t be extended. Decide it instead."), code="no_extension"
            )
        if by.pk == row.placed_by_id:
            raise ValidationError(
                _("You placed this hold. Someone else has to extend it."), code="same_person"
            )
        row.extended_by, row.due_at = by, now + Hold.LASTS
        row.save(update_fields=["extended_by", "due_at"])


def propose(row: Hold, *, outcome: str, explanation: str, by: User, now: datetime.datetime) -> None:
    """Propose how the review ends, which a second person confirms. Overrides an earlier proposal.

    Where one person is the whole team (`TWO_PERSON_RULE` is off), it ends right away.
    """
    with transaction.atomic():
        _lock_open(row)
        row.proposed, row.explanation, row.proposed_by = outcome, explanation, by
        row.save(update_fields=["proposed", "explanation", "proposed_by"])
        if not settings.TWO_PERSON_RULE:
            confirm(row, by=by, now=now)


def confirm(row: Hold, *, by: User, now: datetime.datetime) -> None:
    """Confirm what someone else proposed: the answer counts again, or it's retracted.

    Campaigns that disputed it by their link are told what was decided.
    """
    with transaction.atomic():
        _lock_open(row)
        if not row.proposed:
            raise ValidationError(_("Nobody proposed a decision yet."), code="nothing_proposed")
        if by.pk == row.proposed_by_id and settings.TWO_PERSON_RULE:
            raise ValidationError(
                _("You proposed this. Someone else has to confirm it."), code="same_person"
            )
        row.seconded_by, row.second_waived = by, by.pk == row.proposed_by_id
        _end(row, row.proposed, now=now)
        if row.outcome == Hold.Outcome.RETRACTED:
            answers.retract(row.answer, by=by, reason=row.explanation, now=now)
        else:
            receipts.decided(
                row.answer.desk_submissions.disputes().undecided(),
                DeskSubmission.Decision.SET_ASIDE,
                by_id=by.pk,
                now=now,
                explanation=_("The answer stands. %(why)s") % {"why": row.explanation},
            )
        audit.record(Event.RELEASED, by=by, about=row.answer, review=row.kind, outcome=row.outcome)


def end_overdue(*, now: datetime.datetime) -> int:
    """End the holds whose time is over, so that their answers are back; return how many.

    A dispute waits for two people, however late.
    """
    ended = 0
    for row in Hold.objects.overdue(now).filter(kind=Review.HOLD).select_related("answer"):
        with transaction.atomic():
            lock_people_behind([row.answer.candidacy_id])
            row.refresh_from_db()
            if row.is_open and row.due_at <= now:
                _end(row, Hold.Outcome.LAPSED, now=now)
                ended += 1
    return ended


def _refuse_too_many(kind: Review, *, by: User, now: datetime.datetime) -> None:
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    today = Hold.objects.filter(
        kind=kind, placed_by=by, placed_at__gt=now - ONE_DAY, placed_at__lte=now
    )
    if today.count() >= Hold.MOST_A_DAY:
        raise ValidationError(
            _(
                "You’ve done this %(times)s times in 24 hours. Ask someone else to do it for "
                "this answer."
            ),
            code="too_many",
            params={"times": Hold.MOST_A_DAY},
        )


def _place(
    answer: Answer, kind: Review, reason: str, *, note: str, by: User, now: datetime.datetime
) -> Hold:
    with transaction.atomic():
        lock_people_behind([answer.candidacy_id])
        answer.refresh_from_db()
        if answer.candidacy.race.cycle.archived_at:
            raise ValidationError(_("This cycle is archived and read-only."), code="archived")
        if not may_be_placed(answer):
            raise ValidationError(
                _("Only a published answer can be under review."), code="not_published"
            )
        source = None
        if kind == Review.DISPUTE:
            source = answer.desk_submissions.disputes().undecided().first()
        row = Hold.objects.create(
            answer=answer,
            kind=kind,
            reason=reason,
            note=note,
            submission=source,
            placed_by=by,
            placed_at=now,
            due_at=source.due_at if source else now + Hold.LASTS,
        )
        refresh_people([answer.candidacy.person_id], now=now)
        audit.record(Event.STATE_CHANGED, by=by, about=answer, review=str(kind))
    return row


def _end(row: Hold, outcome: str, *, now: datetime.datetime) -> None:
    row.outcome, row.ended_at = outcome, now
    row.save(update_fields=["outcome", "ended_at", "seconded_by", "second_waived"])
    refresh_people([row.answer.candidacy.person_id], now=now)


def _lock_open(row: Hold) -> None:
    lock_people_behind([row.answer.candidacy_id])
    row.refresh_from_db()
    if not row.is_open:
        raise ValidationError(_("This was already decided."), code="ended")
