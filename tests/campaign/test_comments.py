import datetime

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, transaction

from campaign.models import Comment
from campaign.tasks import forget_writers_of_comments
from tests.factories import CommentFactory

NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)

pytestmark = pytest.mark.django_db


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


class TestComments:
    def test_wait_or_are_kept_apart(self):
        waiting = CommentFactory.create()
        apart = CommentFactory.create(quarantine="trap")
        CommentFactory.create(state="approved")
        assert list(Comment.objects.waiting()) == [waiting]
        assert list(Comment.objects.quarantined()) == [apart]
        assert set(Comment.objects.undecided()) == {waiting, apart}

    @pytest.mark.parametrize("state", ["waiting", "rejected", "spam"])
    def test_are_shown_when_they_are_approved(self, state):
        approved = CommentFactory.create(state="approved")
        CommentFactory.create(article=approved.article, state=state)
        CommentFactory.create(article=approved.article, quarantine="trap")
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
            ("kept_apart_is_not_decided", {"state": "spam", "quarantine": "trap"}),
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
        CommentFactory.create(article=comment.article, text="Same.", quarantine="trap")
        CommentFactory.create(text="Same.")

    def test_the_same_reply_is_given_once(self):
        comment = CommentFactory.create(state="approved")
        reply_to(comment, text="Same.")
        with pytest.raises(IntegrityError, match="given_once"), transaction.atomic():
            reply_to(comment, text="Same.")


class TestForgetWritersOfComments:
    def forget(self) -> None:
        forget_writers_of_comments(timestamp=int(NOW.timestamp()))

    @pytest.mark.parametrize(
        ("received", "decided", "is_kept"),
        [(179, None, True), (180, None, False), (60, 29, True), (60, 30, False), (180, 29, False)],
    )
    def test_erases_addresses_that_nobody_has_to_write_to(self, received, decided, is_kept):
        decision = {"state": "approved", "decided_at": NOW - decided * DAY} if decided else {}
        comment = CommentFactory.create(received_at=NOW - received * DAY, **decision)
        self.forget()
        comment.refresh_from_db()
        assert comment.email == ("fern@example.org" if is_kept else None)
        assert comment.name == "Fern Reader"

    @pytest.mark.parametrize(("days", "is_kept"), [(29, True), (30, False)])
    def test_deletes_what_was_not_wanted(self, days, is_kept):
        long_ago = NOW - days * DAY
        for state in ("rejected", "spam"):
            CommentFactory.create(state=state, received_at=long_ago, decided_at=long_ago)
        CommentFactory.create(quarantine="limit", received_at=long_ago)
        self.forget()
        assert Comment.objects.count() == (3 if is_kept else 0)

    def test_keeps_what_an_organizer_replied_to(self):
        long_ago = NOW - 400 * DAY
        for state in ("rejected", "spam"):
            reply_to(CommentFactory.create(state=state, decided_at=long_ago, received_at=long_ago))
        self.forget()
        assert Comment.objects.count() == 4

    def test_needs_no_key(self, other_keys):
        long_ago = NOW - 30 * DAY
        CommentFactory.create(quarantine="trap", received_at=long_ago)
        other_keys()
        self.forget()
        assert not Comment.objects.exists()

    def test_keeps_what_waits_what_is_shown_and_stubs(self):
        long_ago = NOW - 400 * DAY
        CommentFactory.create(received_at=long_ago)
        approved = CommentFactory.create(
            state="approved", received_at=long_ago, decided_at=long_ago
        )
        reply_to(approved, received_at=long_ago, decided_at=long_ago)
        removed(received_at=long_ago, decided_at=long_ago)
        self.forget()
        assert Comment.objects.count() == 4

    def test_may_run_twice(self, caplog):
        CommentFactory.create(received_at=NOW - 180 * DAY)
        caplog.set_level("INFO")
        self.forget()
        self.forget()
        assert [record.getMessage() for record in caplog.records if "writers" in record.msg] == [
            "Erased the writers of 1 comments; deleted 0 unwanted ones.",
            "Erased the writers of 0 comments; deleted 0 unwanted ones.",
        ]
