import threading

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from campaign.content import moderation
from campaign.content.models import Comment
from tests.factories import CommentFactory, OrganizerFactory

State = Comment.State
NOW = timezone.now()


@pytest.fixture
def robin(db: None) -> User:
    return OrganizerFactory.create(username="robin")


def decide_all(state: Comment.State, by: User) -> list[Comment]:
    return moderation.decide_waiting(Comment.objects.all(), state, by=by, now=NOW)


class TestDecideWaiting:
    def test_decides_the_queue_and_what_was_held(self, robin):
        waiting = CommentFactory.create()
        held = CommentFactory.create(quarantine="limit")
        assert set(decide_all(State.APPROVED, robin)) == {waiting, held}
        for row in Comment.objects.all():
            assert (row.state, row.quarantine, row.decided_by) == ("approved", "", robin)
            assert row.decided_at == NOW

    def test_leaves_alone_what_somebody_decided(self, robin):
        spam = CommentFactory.create(state="spam")
        assert decide_all(State.APPROVED, robin) == []
        spam.refresh_from_db()
        assert spam.state == "spam"


@pytest.mark.django_db(transaction=True)
class TestTwoModerators:
    def test_at_once_decide_each_comment_once(self):
        CommentFactory.create()
        robin, sasha = OrganizerFactory.create(), OrganizerFactory.create()
        seconds: list[list[Comment]] = []

        def decide_too() -> None:
            seconds.append(decide_all(State.SPAM, sasha))
            connection.close()

        other = threading.Thread(target=decide_too)
        with transaction.atomic():
            first = decide_all(State.APPROVED, robin)
            other.start()
            other.join(0.3)
            assert other.is_alive()
        other.join()
        assert (len(first), seconds) == (1, [[]])
        assert Comment.objects.get().decided_by == robin


class TestDecide:
    def decide(self, comment: Comment, state: str, by: User, seen: str = "waiting") -> None:
        moderation.decide(comment, State(state), seen=seen, by=by, now=NOW)

    def test_changes_a_mind(self, robin):
        comment = CommentFactory.create()
        self.decide(comment, "approved", robin)
        self.decide(comment, "spam", robin, seen="approved")
        assert comment.state == "spam"

    def test_refuses_what_was_decided_since_it_was_seen(self, robin):
        comment = CommentFactory.create(state="rejected")
        with pytest.raises(ValidationError, match="just decided on this comment"):
            self.decide(comment, "approved", robin)

    @pytest.mark.parametrize("state", ["rejected", "spam"])
    def test_hides_nothing_that_an_organizer_replied_to(self, robin, state):
        comment = CommentFactory.create()
        reply = moderation.reply(comment, name="Ours", text="On Thursday.", by=robin, now=NOW)
        with pytest.raises(ValidationError, match="An organizer replied to this comment"):
            self.decide(comment, state, robin, seen="approved")
        moderation.remove(Comment.objects.filter(pk=reply.pk), by=robin, now=NOW)
        self.decide(comment, state, robin, seen="approved")
        assert comment.state == state

    @pytest.mark.parametrize(
        ("state", "seen"), [("waiting", "approved"), ("removed", "waiting"), ("spam", "x")]
    )
    def test_refuses_what_no_button_offers(self, robin, state, seen):
        comment = CommentFactory.create(state="approved" if seen == "approved" else "waiting")
        with pytest.raises(ValidationError, match="Choose a button"):
            self.decide(comment, state, robin, seen)


class TestReply:
    def reply(self, comment: Comment, by: User, text: str = "On Thursday.") -> Comment:
        return moderation.reply(comment, name="The campaign", text=text, by=by, now=NOW)

    def test_is_public_at_once_and_approves_what_waits(self, robin):
        comment = CommentFactory.create(quarantine="limit")
        reply = self.reply(comment, robin)
        [shown] = comment.article.comments.shown()
        assert shown == comment
        assert shown.shown_replies == [reply]
        assert (reply.is_from_organizer, reply.email) == (True, None)

    @pytest.mark.parametrize("state", ["rejected", "spam"])
    def test_is_refused_below_what_is_not_shown(self, robin, state):
        with pytest.raises(ValidationError, match="Someone else just decided"):
            self.reply(CommentFactory.create(state=state), robin)

    def test_is_given_once(self, robin):
        comment = CommentFactory.create()
        self.reply(comment, robin)
        with pytest.raises(ValidationError, match="already posted this reply"):
            self.reply(comment, robin)
        self.reply(comment, robin, text="And on Friday.")
        assert comment.replies.count() == 2


class TestRemove:
    def test_erases_everything_that_somebody_wrote(self, robin):
        CommentFactory.create(state="approved")
        CommentFactory.create(quarantine="honeypot")
        gone = moderation.remove(Comment.objects.all(), by=robin, now=NOW)
        assert len(gone) == 2
        for row in Comment.objects.all():
            assert (row.state, row.name, row.text, row.email) == ("removed", "", "", None)
        assert moderation.remove(Comment.objects.all(), by=robin, now=NOW) == []


class TestWithoutTheirKeys:
    def test_comments_are_moderated_all_the_same(self, robin, other_keys):
        waiting, approved = CommentFactory.create(), CommentFactory.create(state="approved")
        other_keys()
        rows = Comment.objects.defer("email")
        moderation.reply(rows.get(pk=waiting.pk), name="Ours", text="Yes.", by=robin, now=NOW)
        comment = rows.get(pk=approved.pk)
        moderation.decide(comment, State.SPAM, seen="approved", by=robin, now=NOW)
        assert decide_all(State.REJECTED, robin) == []
        assert len(moderation.remove(Comment.objects.all(), by=robin, now=NOW)) == 3


class TestWrittenFrom:
    def test_finds_what_came_from_exactly_this_address(self, robin):
        first = CommentFactory.create(email="Fern@example.org")
        second = CommentFactory.create(email="fern@example.org", state="spam")
        for email in ("fern@example.org.example", "a.fern@example.org", None):
            CommentFactory.create(email=email)
        found, unreadable_count = moderation.written_from(" fern@EXAMPLE.org ")
        assert (set(found), unreadable_count) == ({first, second}, 0)
        assert moderation.written_from("fern@example") == ([], 0)

    def test_leaves_out_what_no_present_key_reads(self, robin, other_keys):
        CommentFactory.create()
        other_keys()
        read = CommentFactory.create()
        assert moderation.written_from("fern@example.org") == ([read], 1)

    def test_finds_nothing_that_was_erased(self, robin):
        CommentFactory.create()
        moderation.remove(Comment.objects.all(), by=robin, now=NOW)
        assert moderation.written_from("fern@example.org") == ([], 0)
