"""The life of an answer: drafted, verified by a second person, published, corrected, retracted."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.lib import audit
from campaign.lib.audit import Event
from campaign.lib.uploads import Upload
from candidates.derivation import live_answers, place_in_time
from candidates.desk import receipts
from candidates.ledger import evidence, notices, proofs
from candidates.ledger.answer_order import (
    LAST,
    position_before,
    possible_places,
    refuse_to_guess_an_order,
)
from candidates.ledger.answer_rules import reasons_against_publishing, refuse_under_review
from candidates.ledger.locks import lock_people_behind
from candidates.ledger.refresh import refresh_people
from candidates.models import Answer, Candidacy, DeskSubmission, Evidence
from candidates.models.answers import AnswerQuerySet

# What a correction and an answer carried over say like the answer they come from.
SAID = (
    "candidacy",
    "pledge_text",
    "kind",
    "answered_on",
    "answered_on_precision",
    "signer_name",
    "signer_role",
    "statement",
    "changed_text",
)
# What a second person leaves on a draft; a change of the draft wipes it.
UNREVIEWED = {
    "verified_by": None,
    "verification_waived": False,
    "sent_back_at": None,
    "sent_back_by": None,
    "sent_back_note": "",
}


def record(
    answer: Answer, lead: Evidence, *, file: Upload | None, shown: Upload | None = None
) -> None:
    """Store a new draft with its lead evidence, whose files are kept as `evidence.keep` does."""
    with transaction.atomic():
        answer.save()
        lead.answer = answer
        evidence.keep(lead, file, shown=shown)
        lead.save()
        _store(answer, lead_evidence=lead)


def verify(answer: Answer, *, by: User) -> None:
    """Confirm as a second person that the evidence shows what the answer says.

    The recorder's own word counts only where `TWO_PERSON_RULE` is off; the answer then says
    so. Neither does the word of the person who sent the link that it came by: they may read that
    mailbox themselves. Raises ValidationError otherwise.
    """
    with transaction.atomic():
        _lock_draft(answer)
        if by.pk == answer.recorded_by_id and settings.TWO_PERSON_RULE:
            raise ValidationError(
                _("You recorded this answer, so someone else has to verify it."), code="same_person"
            )
        if settings.TWO_PERSON_RULE and sent_its_link(answer, by):
            raise ValidationError(
                _("You sent the link that this answer came by, so someone else has to verify it."),
                code="same_person",
            )
        _store(answer, verified_by=by, verification_waived=by.pk == answer.recorded_by_id)


def sent_its_link(answer: Answer, user: User) -> bool:
    """Say whether this organizer sent the link that an answer came by."""
    sent = answer.desk_submissions.all()
    return any(each.is_answer and each.link.sent_by_id == user.pk for each in sent)


def by_others(drafts: AnswerQuerySet, user: User) -> AnswerQuerySet:
    """Leave out what this organizer recorded, or what came by a link that they sent."""
    sent = DeskSubmission.objects.answers().filter(link__sent_by=user, answer=OuterRef("pk"))
    return drafts.exclude(Q(recorded_by=user) | Exists(sent))


def unverify(answer: Answer) -> None:
    """Have a draft verified again, because the text that it refers to was reworded."""
    _store(answer, verified_by=None, verification_waived=False)


def revise(answer: Answer, *, by: User) -> None:
    """Note that `by` changed the draft or its evidence, which is to be verified again.

    The last person to change it counts as its recorder, so nobody verifies their own change.
    Raises ValidationError for an answer that is public.
    """
    with transaction.atomic():
        _lock_draft(answer)
        _store(answer, recorded_by=by, **UNREVIEWED)


def note_reply(answer: Answer, *, reply: str, by: User, now: datetime.datetime) -> None:
    """Keep what a campaign replied to the notice of a draft, word for word, as `by` typed it.

    It's public with the answer, so someone else has to verify both.
    """
    with transaction.atomic():
        notices.note_reply(answer, reply=reply, now=now)
        revise(answer, by=by)


def hand_over(answer: Answer, *, to: User) -> None:
    """Make `to` the recorder of a draft whose recorder left. It has to be verified again."""
    with transaction.atomic():
        _lock_draft(answer)
        _store(answer, recorded_by=to, verified_by=None, verification_waived=False)


def send_back(answer: Answer, *, by: User, note: str, now: datetime.datetime) -> None:
    with transaction.atomic():
        _lock_draft(answer)
        sent_back = {"sent_back_at": now, "sent_back_by": by, "sent_back_note": note}
        _store(answer, **(UNREVIEWED | sent_back))


def discard(answer: Answer) -> None:
    """Delete a draft. Accepted replies to its notice never become public."""
    with transaction.atomic():
        _lock_draft(answer)
        answer.desk_submissions.replies().accepted().update(
            decision=DeskSubmission.Decision.SET_ASIDE,
            explanation=_("We dropped the answer that this was about, so neither one is public."),
        )
        _store(answer, lead_evidence=None)
        for item in answer.evidence.all():
            evidence.discard(item)
        proofs.discard(answer)
        answer.delete()


def publish(
    answer: Answer, *, by: User | None = None, now: datetime.datetime, place: str = ""
) -> None:
    """Make the answer public and derive the candidacy's status from it.

    If `by` is given, the audit log keeps who did.
    `place` is one of `places_of`, needed where there are several. Raises ValidationError with
    every reason why it cannot be; of two people who publish at once the second gets it too.
    """
    with transaction.atomic():
        _lock(answer)
        reasons = list(reasons_against_publishing(answer, today=timezone.localdate(now)))
        reasons.extend(notices.reasons_against_publishing(answer, now=now))
        places = places_of(answer)
        if len(places) > 1 and place not in places:
            reasons.append(
                ValidationError(
                    _("The dates don’t say which answer came later. Choose that, then publish."),
                    code="which_came_later",
                )
            )
        if reasons:
            raise ValidationError(reasons)
        proofs.withdraw_of_other_words(answer, now=now)
        taken = map(place_in_time, answer.candidacy.answers.published())
        follower = places[place if len(places) > 1 else LAST]
        _store(answer, position=position_before(follower, list(taken)), published_at=now)
        refresh_people([answer.candidacy.person_id], now=now)
        sent = answer.desk_submissions.answers().undecided()
        receipts.decided(sent, by_id=by.pk if by else None, now=now)
        if answer.supersedes:  # a dispute of an answer is also one of its correction
            answer.supersedes.desk_submissions.disputes().undecided().update(answer=answer)
        if by:
            audit.record(Event.PUBLISHED, by=by, about=answer, candidacy=answer.candidacy_id)


def places_of(draft: Answer) -> dict[str, Answer | None]:
    """Return the places in time that a draft can take; as `possible_places` does."""
    own = {draft.pk, draft.supersedes_id}
    return possible_places(draft, [other for other in _counting(draft) if other.pk not in own])


def retract(answer: Answer, *, by: User | None = None, reason: str, now: datetime.datetime) -> None:
    """Take a published answer back; it stays in the history with `reason`.

    If `by` is given, the audit log keeps who did. A campaign that disputes it by its link is told.

    What it corrected counts again. Raises ValidationError for an answer that doesn't count,
    and where nobody could say which of two answers would be the later one then.
    """
    with transaction.atomic():
        _lock_counting(answer, _("You can only retract a published answer, and only once."))
        refuse_under_review(answer)
        refuse_to_guess_an_order(answer, _counting(answer))
        _store(answer, retracted_at=now, retraction_reason=reason)
        refresh_people([answer.candidacy.person_id], now=now)
        receipts.decided(
            answer.desk_submissions.disputes().undecided(),
            by_id=by.pk if by else None,
            now=now,
            explanation=_("We retracted the answer. %(why)s") % {"why": reason},
        )
        if by:
            audit.record(Event.RETRACTED, by=by, about=answer, candidacy=answer.candidacy_id)


def correct(answer: Answer, *, by: User) -> Answer:
    """Draft a correction of a published answer, which takes its place once it is published.

    Raises ValidationError for an answer that doesn't count, and IntegrityError where somebody is
    correcting it already.
    """
    with transaction.atomic():
        _lock_counting(
            answer, _("You can only correct a published answer that hasn’t been retracted.")
        )
        draft = _draft_like(answer, by=by, supersedes=answer, note=answer.note)
        proofs.copy(answer, draft)
        return draft


def carry_over(answer: Answer, to: Candidacy, *, by: User, note: str) -> Answer:
    """Draft the same answer for the person's candidacy `to`.

    A pledge doesn't follow a person by itself; `note` says why this one does. The draft is verified
    and published like any other. Raises ValidationError for another person's run, and for an answer
    that doesn't count.
    """
    if to.person_id != answer.candidacy.person_id or to.pk == answer.candidacy_id:
        raise ValidationError(
            _("Choose another race this person is in."), code="not_the_same_person"
        )
    with transaction.atomic():
        _lock_counting(
            answer, _("You can only carry over a published answer that hasn’t been retracted.")
        )
        return _draft_like(answer, by=by, candidacy=to, carried_from=answer, note=note)


def _draft_like(answer: Answer, *, by: User, **changes: Any) -> Answer:
    """Return a draft that says the same but for `changes`, with copies of the evidence."""
    said = {name: getattr(answer, name) for name in SAID}
    draft = Answer.objects.create(recorded_by_id=by.pk, **(said | changes))
    for item in answer.evidence.all():
        was_lead = item.pk == answer.lead_evidence_id
        item.pk = None
        item.answer = draft
        item.save(force_insert=True)
        if was_lead:
            draft.lead_evidence = item
    draft.save(update_fields=["lead_evidence"])
    return draft


def _lock(answer: Answer) -> None:
    """Hold off other writers of this person's ledger and read the row again."""
    lock_people_behind([answer.candidacy_id])
    answer.refresh_from_db()


def _lock_draft(answer: Answer) -> None:
    _lock(answer)
    if answer.is_published:
        raise ValidationError(
            _("This answer is published, so you can’t edit it. Correct it or retract it."),
            code="published",
        )


def _lock_counting(answer: Answer, refusal: str) -> None:
    """Lock an answer, or raise ValidationError for a draft and for what no longer counts."""
    _lock(answer)
    if answer not in _counting(answer):
        raise ValidationError(refusal, code="does_not_count")


def _counting(answer: Answer) -> list[Answer]:
    return live_answers(answer.candidacy.answers.published())


def _store(answer: Answer, **values: Any) -> None:
    for name, value in values.items():
        setattr(answer, name, value)
    answer.save(update_fields=list(values))
