import datetime

import pytest

from campaign.content.comments import CommentForm
from campaign.content.models import Comment
from tests.factories import ArticleFactory

NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)
TYPED = {"name": "Fern Reader", "email": "fern@example.org", "text": "I sleep there."}


def save(**changes: str) -> None:
    form = CommentForm({**TYPED, **changes})
    assert form.is_valid()
    form.save(ArticleFactory.create(), client_block="203.0.113.0/24", now=NOW)


@pytest.mark.django_db
class TestCommentForm:
    def test_puts_a_comment_into_the_queue(self):
        save()
        [comment] = Comment.objects.waiting()
        assert (comment.name, comment.email, comment.text) == tuple(TYPED.values())
        assert comment.received_at == NOW

    def test_holds_spam_for_review(self):
        save(leaf="https://pills.example/")
        assert not Comment.objects.waiting()
        assert Comment.objects.quarantined().get().text == TYPED["text"]

    @pytest.mark.parametrize("name", TYPED)
    def test_asks_for_everything(self, name):
        assert CommentForm({**TYPED, name: " "}).has_error(name, "required")
