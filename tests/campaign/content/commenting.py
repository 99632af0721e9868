"""Comments in the states that take more than one column."""

from campaign.content.models import Comment
from tests.factories import CommentFactory


def reply_to(comment: Comment, **columns: object) -> Comment:
    return CommentFactory.create(
        **{
            "article": comment.article,
            "in_reply_to": comment,
            "is_from_organizer": True,
            "email": None,
            "state": "approved",
            **columns,
        }
    )


def removed(**columns: object) -> Comment:
    return CommentFactory.create(state="removed", name="", text="", email=None, **columns)
