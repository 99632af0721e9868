"""What organizers do with comments. The second one to decide is told and changes nothing."""

import datetime
from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.content.models import Comment
from campaign.content.models.comments import CommentQuerySet
from campaign.lib.cache.publications import advance
from campaign.lib.encryption import decrypt

State = Comment.State
REPLIED_TO = gettext_lazy(
    "An organizer replied to this comment, so you can only remove it. “Removed” will "
    "take its place."
)
# Which decisions are still open for a comment in each state.
NEXT_STATES: dict[str, list[Comment.State]] = {
    State.WAITING: [State.APPROVED, State.REJECTED, State.SPAM],
    State.APPROVED: [State.REJECTED, State.SPAM],
    State.REJECTED: [State.APPROVED, State.SPAM],
    State.SPAM: [State.APPROVED, State.REJECTED],
    State.REMOVED: [],
}


def decide_waiting(
    comments: CommentQuerySet, state: Comment.State, *, by: User, now: datetime.datetime
) -> list[Comment]:
    """Decide those of `comments` that are still undecided, and return them."""
    with transaction.atomic():
        rows = _locked(comments.undecided())
        _decide(rows, state, by=by, now=now)
    return rows


def decide(
    comment: Comment, state: Comment.State, *, seen: str, by: User, now: datetime.datetime
) -> None:
    """Decide one comment that was `seen` in a state.

    Raises ValidationError if its state has changed meanwhile, or if nothing leads from there to
    `state`: what organizers replied to can only be removed, which leaves a stub.
    """
    if state not in NEXT_STATES.get(seen, []):
        raise ValidationError(_("Choose a button."), code="no_such_decision")
    with transaction.atomic():
        [row] = _locked(Comment.objects.filter(pk=comment.pk))
        if row.state != seen:
            raise decided_meanwhile()
        if row.is_replied_to():
            raise ValidationError(REPLIED_TO, code="replied_to")
        _decide([row], state, by=by, now=now)
    comment.refresh_from_db()


def reply(comment: Comment, *, name: str, text: str, by: User, now: datetime.datetime) -> Comment:
    """Publish an organizer's reply, and approve the comment if it's still waiting.

    Raises ValidationError if the comment isn't shown or is a reply, or for the same text twice.
    """
    with transaction.atomic():
        [row] = _locked(Comment.objects.filter(pk=comment.pk))
        if row.is_waiting:
            _decide([row], State.APPROVED, by=by, now=now)
        elif not row.is_approved or row.is_from_organizer:
            raise decided_meanwhile()
        if row.replies.approved().filter(text=text).exists():
            raise ValidationError(_("You already posted this reply."), code="replied")
        advance()
        return Comment.objects.create(
            article_id=row.article_id,
            in_reply_to=row,
            name=name,
            text=text,
            received_at=now,
            is_from_organizer=True,
            state=State.APPROVED,
            decided_at=now,
            decided_by=by,
        )


def remove(comments: CommentQuerySet, *, by: User, now: datetime.datetime) -> list[Comment]:
    """Erase the names, addresses and texts of `comments` for good. Return those that had any."""
    with transaction.atomic():
        rows = _locked(comments.exclude(state=State.REMOVED))
        _decide(rows, State.REMOVED, by=by, now=now, name="", text="", email=None)
    return rows


def written_from(email: str) -> tuple[list[Comment], int]:
    """Return the comments written from exactly this address, as far as we still have it.

    The count is of comments whose address none of our keys can read.
    """
    wanted = email.strip().casefold()
    found: list[Comment] = []
    unreadable_count = 0
    kept = Comment.objects.with_email().without_email().select_related("article")
    for comment in kept.annotate(token=Cast("email", TextField())).iterator():
        try:
            if decrypt(comment.token).casefold() == wanted:
                found.append(comment)
        except InvalidToken:
            unreadable_count += 1
    return found, unreadable_count


def decided_meanwhile() -> ValidationError:
    return ValidationError(
        _("Someone else just decided on this comment. We didn’t change anything."), code="decided"
    )


def _locked(comments: CommentQuerySet) -> list[Comment]:
    return list(comments.without_email().order_by("pk").select_for_update(of=("self",)))


def _decide(
    rows: list[Comment], state: Comment.State, *, by: User, now: datetime.datetime, **erased: Any
) -> None:
    decided = Comment.objects.filter(pk__in=[row.pk for row in rows])
    decided.update(state=state, quarantine="", decided_at=now, decided_by=by, **erased)
