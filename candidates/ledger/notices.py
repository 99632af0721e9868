"""Notice to a campaign before we publish that it refused: sent, extended, replied to.

A campaign that refuses by its own link needs none, and neither does a correction of a refusal that
is public already.
"""

import datetime
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaign.lib.digest import digest_of
from candidates.desk import notice_emails
from candidates.ledger.locks import lock_people_behind
from candidates.ledger.proofs import said_in
from candidates.models import Answer, AnswerNotice, DeskSubmission, Outreach
from candidates.working_days import end_of_working_days

Way = AnswerNotice.Way
LAST_WEEK = datetime.timedelta(days=7)
ATTEMPTS_NEEDED = 2


def needs_notice(answer: Answer) -> bool:
    if not answer.is_refusal or (answer.supersedes and answer.supersedes.is_refusal):
        return False
    return not DeskSubmission.objects.refusals_in(answer.evidence.all()).exists()


def current(answer: Answer) -> AnswerNotice | None:
    """Return the notice of what a refusal and its evidence say now."""
    return answer.notices.covering(_digest(answer)).first()


def is_last_week(answer: Answer, *, today: datetime.date) -> bool:
    """Say whether the election is in seven days or less."""
    election = answer.candidacy.decided_on
    return election - LAST_WEEK <= today <= election


def reasons_against_publishing(
    answer: Answer, *, now: datetime.datetime
) -> Iterator[ValidationError]:
    if not needs_notice(answer):
        return
    notice = current(answer)
    if answer.desk_submissions.replies().undecided().exists():
        yield ValidationError(
            _("The campaign replied by its link. Decide on its reply first."), code="reply"
        )
    if notice is None:
        yield ValidationError(
            _("Send the campaign notice first. It has %(days)s working days to reply."),
            code="no_notice",
            params={"days": settings.NOTICE_WORKING_DAYS},
        )
    elif notice.is_lost:
        yield ValidationError(
            _("No email with the notice arrived. Send the notice again."), code="lost"
        )
    elif not notice.is_given:
        yield ValidationError(
            _("The email with the notice hasn’t been sent yet. Try again later."), code="leaving"
        )
    elif notice.due_at and now < notice.due_at and not _is_urgent(notice, now=now):
        yield ValidationError(
            _("The campaign has until the end of %(until)s to reply. You can publish after that."),
            code="notice_runs",
            params={"until": notice.last_day},
        )


def send(answer: Answer, *, by: User, now: datetime.datetime) -> AnswerNotice:
    """Give notice to every known address, and start the clock.

    With no address that works, two logged attempts since the draft was recorded take its place. A
    campaign that asked us not to contact it only sees the notice on its own page. Raises
    ValidationError where there's nothing to give notice of, or no attempts.
    """
    with transaction.atomic():
        _lock_draft(answer)
        before = current(answer)
        if not needs_notice(answer) or (before and not before.is_lost):
            raise ValidationError(_("This answer needs no notice now."), code="not_needed")
        if not answer.lead_evidence_id:
            raise ValidationError(_("Add evidence first."), code="no_evidence")
        if any(item.is_copy_waiting for item in answer.evidence.all()):
            raise ValidationError(
                _("We’re still converting the evidence. Wait a minute and try again."),
                code="drawing",
            )
        due_at = end_of_working_days(now, settings.NOTICE_WORKING_DAYS)
        notice = AnswerNotice(
            answer=answer, covers=_digest(answer), sent_by=by, sent_at=now, due_at=due_at
        )
        emails = notice_emails.emails_for(notice)
        if emails:
            notice.way = Way.EMAIL
        elif answer.candidacy.wants_no_contact:
            notice.way = Way.WISH
        else:
            notice.way, notice.attempts = Way.ATTEMPTS, _attempts(answer)
        notice.save()
        notice_emails.queue(emails, now=now)
    return notice


def note_older(answer: Answer) -> None:
    """Note that an answer comes from a record that was published before this rule."""
    AnswerNotice.objects.create(answer=answer, way=Way.OLDER)


def extend(answer: Answer, *, by: User, now: datetime.datetime) -> AnswerNotice:
    """Give the campaign as many working days again, once."""
    with transaction.atomic():
        notice = _lock_running(answer)
        if notice.extended_by_id:
            raise ValidationError(_("It was extended once already."), code="extended")
        start = max(now, notice.due_at or now) - datetime.timedelta(seconds=1)
        notice.due_at = end_of_working_days(start, settings.NOTICE_WORKING_DAYS)
        notice.extended_by = by
        notice.save(update_fields=["due_at", "extended_by"])
    return notice


def note_reply(answer: Answer, *, reply: str, now: datetime.datetime) -> None:
    """Keep what the campaign replied, word for word; it's public with the answer."""
    with transaction.atomic():
        notice = _lock_running(answer)
        notice.reply, notice.replied_at = reply, now
        notice.save(update_fields=["reply", "replied_at"])


def hurry(answer: Answer, *, by: User, now: datetime.datetime) -> None:
    """Verify a refusal as the second verifier, so that it can be published before its time is over.

    Only in the last week before the election, and never by its recorder or its first verifier.
    """
    with transaction.atomic():
        notice = _lock_running(answer)
        if not is_last_week(answer, today=timezone.localdate(now)):
            raise ValidationError(
                _("You can only do that in the last week before the election."), code="not_urgent"
            )
        if not answer.verified_by_id or answer.verification_waived:
            raise ValidationError(_("Someone else has to verify it first."), code="not_verified")
        if by.pk in {answer.recorded_by_id, answer.verified_by_id}:
            raise ValidationError(
                _("You recorded or verified this answer. A third person has to verify it again."),
                code="same_person",
            )
        notice.urgent_by = by
        notice.save(update_fields=["urgent_by"])


def _is_urgent(notice: AnswerNotice, *, now: datetime.datetime) -> bool:
    answer = notice.answer
    own = {None, answer.recorded_by_id, answer.verified_by_id}
    is_second = notice.urgent_by_id not in own and not answer.verification_waived
    return is_second and is_last_week(answer, today=timezone.localdate(now))


def _digest(answer: Answer) -> str:
    evidence = answer.evidence.order_by("pk").values_list("pk", "kind", "url", "public_copy_sha256")
    said = [said_in(answer), str(answer.answered_on), answer.answered_on_precision]
    return digest_of([*said, *(str(part) for row in evidence for part in row)])


def _attempts(answer: Answer) -> str:
    """Return two attempts of different kinds or days since the draft was recorded, in words."""
    since = timezone.localdate(answer.recorded_at)
    rows = Outreach.objects.asked().filter(
        candidacy__in=answer.candidacy.registrations(), done_on__gte=since
    )
    made = {(row.channel, row.done_on): row for row in rows.order_by("done_on", "pk")}
    if len(made) < ATTEMPTS_NEEDED:
        raise ValidationError(
            _(
                "We have no email address that works for this campaign. Try to reach it in two "
                "other ways or on two days, log both under outreach, and come back."
            ),
            code="no_attempts",
        )
    told = [f"{row.get_channel_display()}, {date_format(row.done_on)}" for row in made.values()]
    return "; ".join(told[-ATTEMPTS_NEEDED:])


def _lock_draft(answer: Answer) -> None:
    lock_people_behind([answer.candidacy_id])
    answer.refresh_from_db()
    if answer.is_published:
        raise ValidationError(_("This answer is already published."), code="published")


def _lock_running(answer: Answer) -> AnswerNotice:
    """Lock a draft and return its notice. Raises ValidationError if there is none."""
    _lock_draft(answer)
    notice = current(answer)
    if notice is None or notice.is_older:
        raise ValidationError(_("Send the campaign notice first."), code="no_notice")
    return notice
