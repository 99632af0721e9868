"""What organizers do with what a campaign sent by its link.

An answer becomes a draft, whose recorder is the organizer who records it: so somebody else has to
verify it, as any other.
"""

import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.lib import audit
from campaign.lib.uploads import TEXT, Upload, read_upload
from candidates.desk import receipts
from candidates.ledger import answers, evidence, holds, proofs
from candidates.ledger.locks import lock_people_behind
from candidates.models import Answer, DeskSubmission, Evidence

Action = DeskSubmission.Action
KINDS = {
    Action.SIGN: Answer.Kind.SIGNED,
    Action.CHANGES: Answer.Kind.SIGNED_WITH_CHANGES,
    Action.DECLINE: Answer.Kind.REFUSED,
    Action.TAKE_BACK: Answer.Kind.RESCINDED,
}


def draft_of(submission: DeskSubmission, *, by: User) -> Answer:
    """Return the answer that a campaign sent, not stored yet, recorded by `by`.

    Raises ValidationError for a question, a correction or a reply.
    """
    if not submission.is_answer:
        raise ValidationError(
            _("This isn’t an answer to the pledge, so you can’t record it."), code="no_answer"
        )
    campaign = submission.candidacy
    return Answer(
        candidacy=campaign.duplicate_of or campaign,
        pledge_text=submission.pledge_text,
        kind=KINDS[Action(submission.action)],
        answered_on=timezone.localdate(submission.received_at),
        signer_name=submission.sender_name,
        signer_role=submission.sender_role,
        statement=submission.words,
        changed_text=submission.changed_text,
        recorded_by=by,
    )


def record(submission: DeskSubmission, *, by: User) -> Answer:
    """Draft the answer that a campaign sent, with what it sent as evidence.

    Raises ValidationError if it isn't waiting, or a file can't be read.
    """
    with transaction.atomic():
        _lock_waiting(submission)
        answer = draft_of(submission, by=by)
        lead = Evidence(kind=Evidence.Kind.DESK, captured_at=submission.received_at)
        answers.record(answer, lead, file=Upload(submission.text.encode(), TEXT))
        for item in submission.files.all():
            with item.original.open() as file:
                upload = read_upload(ContentFile(file.read()))
            page = Evidence(
                answer=answer,
                kind=Evidence.Kind.SIGNED_DOCUMENT,
                captured_at=submission.received_at,
            )
            evidence.keep(page, upload)
            page.save()
        if submission.recording_url:
            Evidence.objects.create(
                answer=answer,
                kind=Evidence.Kind.RECORDING,
                url=submission.recording_url,
                captured_at=submission.received_at,
            )
        submission.answer = answer
        submission.save(update_fields=["answer"])
        _prove(answer, submission)
    return answer


def _prove(answer: Answer, submission: DeskSubmission) -> None:
    """Keep as a proof that the answer came by an address that the campaign publishes.

    Not if the link was turned off since: somebody else may have had it.
    """
    campaign, address = answer.candidacy, submission.link.email
    is_off = submission.link.revoked_at is not None
    if address and not is_off and address.casefold() == campaign.published_email.casefold():
        proofs.add_link_proof(
            answer,
            address=address,
            source_url=campaign.published_contact_source,
            by=None,
            now=submission.received_at,
        )


def accept(
    submission: DeskSubmission, *, by: User, now: datetime.datetime, explanation: str = ""
) -> None:
    """Publish a reply, or note that a question is answered by `explanation`.

    Raises ValidationError for anything else, and if it isn't waiting. The person who sent
    the link can't publish a reply that came by it, so nobody alone speaks for a campaign.
    """
    if submission.action not in {Action.REPLY, Action.QUESTION}:
        raise ValidationError(
            _("Its page links what to do with an answer, an error or a dispute."),
            code="not_a_message",
        )
    if submission.is_reply and settings.TWO_PERSON_RULE and submission.link.sent_by == by:
        raise ValidationError(
            _("You sent this link, so someone else has to publish the reply."), code="same_person"
        )
    with transaction.atomic():
        _lock_waiting(submission)
        receipts.decided([submission], by_id=by.pk, now=now, explanation=explanation)
        if submission.is_reply:
            campaign = submission.candidacy
            campaign.updated_at = now
            campaign.save(update_fields=["updated_at"])
            audit.record(audit.Event.PUBLISHED, by=by, about=submission)


def set_aside(
    submission: DeskSubmission, *, by: User, now: datetime.datetime, explanation: str
) -> None:
    """Decide not to use something, and tell the campaign why.

    Raises ValidationError for a dispute that two people can still decide.
    """
    with transaction.atomic():
        _lock_waiting(submission)
        if submission.is_dispute and submission.answer and holds.may_be_placed(submission.answer):
            raise ValidationError(
                _("Mark the answer as disputed. Then two people decide."), code="two_decide"
            )
        decision = DeskSubmission.Decision.SET_ASIDE
        receipts.decided([submission], decision, by_id=by.pk, now=now, explanation=explanation)


def _lock_waiting(submission: DeskSubmission) -> None:
    lock_people_behind([submission.candidacy_id])
    rows = DeskSubmission.objects.waiting().select_for_update(of=("self",))
    if not rows.filter(pk=submission.pk).exists():
        raise ValidationError(_("Somebody already took care of this."), code="not_waiting")
    submission.refresh_from_db()
