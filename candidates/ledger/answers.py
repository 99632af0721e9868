"""Drafts made from a published answer: its correction, and the same answer in another race."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from candidates.models import Answer, Candidacy

SAID = (
    "candidacy",
    "pledge_text",
    "kind",
    "answered_on",
    "answered_on_precision",
    "signer_name",
    "signer_role",
    "statement",
)


def correct(answer: Answer, *, by: User) -> Answer:
    """Draft a correction of a published answer, which takes its place once it is published.

    Raises ValidationError for an answer that doesn't count, and IntegrityError where somebody is
    correcting it already.
    """
    with transaction.atomic():
        answer.lock()
        answer.refuse_unless_it_counts(
            _("Only a published answer that still counts can be corrected.")
        )
        return _draft_like(answer, by=by, supersedes=answer, note=answer.note)


def carry_over(answer: Answer, to: Candidacy, *, by: User, note: str) -> Answer:
    """Draft the same answer for the person's candidacy `to`.

    A pledge doesn't follow a person by itself; `note` says why this one does. The draft is verified
    and published like any other. Raises ValidationError for another person's run, and for an answer
    that doesn't count.
    """
    if to.person_id != answer.candidacy.person_id or to.pk == answer.candidacy_id:
        raise ValidationError(
            _("An answer is carried over to another race of the same person."),
            code="not_the_same_person",
        )
    with transaction.atomic():
        answer.lock()
        answer.refuse_unless_it_counts(
            _("Only a published answer that still counts can be carried over.")
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
