"""What organizers do with comments. Whoever decides second is told, and changes nothing."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaign.models import Comment
from campaign.models.comments import CommentQuerySet

State = Comment.State
# Which decisions an organizer may still take about a comment in a state.
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
    """Decide those of `comments` that nobody decided yet, and return them."""
    with transaction.atomic():
        rows = list(comments.undecided().order_by("pk").select_for_update(of=("self",)))
        _decide(Comment.objects.filter(pk__in=[row.pk for row in rows]), state, by=by, now=now)
    return rows


def decide(
    comment: Comment, state: Comment.State, *, seen: str, by: User, now: datetime.datetime
) -> None:
    """Decide one comment that was `seen` in a state.

    Raises ValidationError when it is in another one by now, or when nothing leads from there to
    `state`.
    """
    if state not in NEXT_STATES.get(seen, []):
        raise ValidationError(_("Choose one of the buttons."), code="no_such_decision")
    if not _decide(Comment.objects.filter(pk=comment.pk, state=seen), state, by=by, now=now):
        raise decided_meanwhile()
    comment.refresh_from_db()


def reply(comment: Comment, *, name: str, text: str, by: User, now: datetime.datetime) -> Comment:
    """Publish an organizer's reply; a comment that still waits is approved with it.

    Raises ValidationError for a comment that is not shown, for a reply, and for the same again.
    """
    with transaction.atomic():
        row = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
        if row.is_waiting:
            _decide(Comment.objects.filter(pk=row.pk), State.APPROVED, by=by, now=now)
        elif not row.is_approved or row.is_from_organizer:
            raise decided_meanwhile()
        if row.replies.approved().filter(text=text).exists():
            raise ValidationError(_("This reply stands there already."), code="replied")
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
    """Erase names, addresses and words of `comments` for good; return those that had any."""
    with transaction.atomic():
        left = comments.exclude(state=State.REMOVED).order_by("pk")
        rows = list(left.select_for_update(of=("self",)))
        _decide(
            Comment.objects.filter(pk__in=[row.pk for row in rows]),
            State.REMOVED,
            by=by,
            now=now,
            name="",
            text="",
            email=None,
        )
    return rows


def written_from(email: str) -> list[Comment]:
    """Return the comments that were written from exactly this address, while we still have it."""
    wanted = email.strip().casefold()
    kept = Comment.objects.with_email().select_related("article").iterator()
    return [comment for comment in kept if (comment.email or "").casefold() == wanted]


def decided_meanwhile() -> ValidationError:
    return ValidationError(
        _("Somebody decided about this comment meanwhile. Nothing was changed."), code="decided"
    )


def _decide(
    comments: CommentQuerySet,
    state: Comment.State,
    *,
    by: User,
    now: datetime.datetime,
    **erased: str | None,
) -> int:
    return comments.update(state=state, quarantine="", decided_at=now, decided_by=by, **erased)
