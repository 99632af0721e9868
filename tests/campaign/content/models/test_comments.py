import datetime

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, transaction

from campaign.content.models import Comment
from tests.campaign.content.commenting import removed, reply_to
from tests.factories import CommentFactory

NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)

pytestmark = pytest.mark.django_db


class TestComments:
    def test_wait_or_are_held_for_review(self):
        waiting = CommentFactory.create()
        held = CommentFactory.create(quarantine="honeypot")
        CommentFactory.create(state="approved")
        assert list(Comment.objects.waiting()) == [waiting]
        assert list(Comment.objects.quarantined()) == [held]
        assert set(Comment.objects.undecided()) == {waiting, held}

    @pytest.mark.parametrize("state", ["waiting", "rejected", "spam"])
    def test_are_shown_when_they_are_approved(self, state):
        approved = CommentFactory.create(state="approved")
        CommentFactory.create(article=approved.article, state=state)
        CommentFactory.create(article=approved.article, quarantine="honeypot")
        assert list(approved.article.comments.shown()) == [approved]

    def test_are_shown_the_oldest_first_with_their_replies(self):
        new = CommentFactory.create(state="approved", received_at=NOW)
        old = CommentFactory.create(
            article=new.article, state="approved", received_at=NOW - 2 * DAY
        )
        second, first = reply_to(old, received_at=NOW), reply_to(old, received_at=NOW - DAY)
        reply_to(old, state="rejected")
        shown = list(new.article.comments.shown())
        assert shown == [old, new]
        assert [comment.shown_replies for comment in shown] == [[first, second], []]

    def test_are_shown_without_reading_an_address(self, other_keys):
        comment = CommentFactory.create(state="approved")
        reply_to(comment)
        other_keys()
        [shown] = comment.article.comments.shown()
        assert "email" in shown.get_deferred_fields()
        assert "email" in shown.shown_replies[0].get_deferred_fields()

    def test_leave_a_stub_where_they_had_replies(self):
        stub = removed()
        reply_to(stub)
        removed(article=stub.article)
        reply_to(removed(article=stub.article), state="rejected")
        assert list(stub.article.comments.shown()) == [stub]

    def test_cannot_be_searched_by_address(self):
        with pytest.raises(FieldError, match="encrypted"):
            Comment.objects.filter(email="fern@example.org").exists()

    def test_have_no_versions(self):
        assert not hasattr(Comment, "history")

    def test_are_named_without_a_word_of_theirs(self):
        comment = CommentFactory.create(article__title="Beds")
        assert str(comment) == f"Beds: {comment.pk}"


class TestRules:
    @pytest.mark.parametrize(
        ("rule", "columns"),
        [
            ("decision_has_its_moment", {"state": "approved", "decided_at": None}),
            ("decision_has_its_moment", {"state": "waiting", "decided_at": NOW}),
            ("held_for_review_is_not_decided", {"state": "spam", "quarantine": "honeypot"}),
            ("removed_is_empty", {"state": "removed"}),
            ("removed_is_empty", {"state": "removed", "name": "", "text": ""}),
            ("removed_is_empty", {"name": ""}),
            ("removed_is_empty", {"text": ""}),
            ("reply_is_an_organizers", {"is_from_organizer": True, "email": None}),
        ],
    )
    def test_hold_in_the_database(self, rule, columns):
        with pytest.raises(IntegrityError, match=f"comment_{rule}"), transaction.atomic():
            CommentFactory.create(**columns)

    @pytest.mark.parametrize("columns", [{"is_from_organizer": False}, {"email": "a@example.org"}])
    def test_only_organizers_reply_and_leave_no_address(self, columns):
        comment = CommentFactory.create(state="approved")
        with pytest.raises(IntegrityError, match="reply_is_an_organizers"), transaction.atomic():
            reply_to(comment, **columns)

    def test_the_same_comment_waits_once(self):
        comment = CommentFactory.create(text="Same.")
        with pytest.raises(IntegrityError, match="waits_once"), transaction.atomic():
            CommentFactory.create(article=comment.article, text="Same.")
        CommentFactory.create(article=comment.article, text="Same.", name="Moss")
        CommentFactory.create(article=comment.article, text="Same.", quarantine="honeypot")
        CommentFactory.create(text="Same.")

    def test_the_same_reply_is_given_once(self):
        comment = CommentFactory.create(state="approved")
        reply_to(comment, text="Same.")
        with pytest.raises(IntegrityError, match="given_once"), transaction.atomic():
            reply_to(comment, text="Same.")
