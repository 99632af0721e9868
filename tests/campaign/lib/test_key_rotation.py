import time
from threading import Thread

import pytest
from cryptography.fernet import Fernet
from django.db import connection, connections, transaction

from campaign.content.models import Comment
from campaign.lib.key_rotation import count_tokens, encrypted_columns, is_readable, rotate
from tests.factories import CommentFactory

EMAIL = Comment._meta.get_field("email")
# Which rows, what they hold, what they hold from now on; the beginning and end of the transaction;
# that no rows are left.
QUERIES_OF_A_BATCH = 6
OLD, NEW = Fernet.generate_key(), Fernet.generate_key()


@pytest.fixture
def comments(settings) -> list[Comment]:
    """Five comments whose addresses the old key encrypted; both keys are there now."""
    settings.FIELD_KEYS = [OLD]
    comments = [CommentFactory.create(email=f"fern+{number}@example.org") for number in range(5)]
    settings.FIELD_KEYS = [NEW, OLD]
    return comments


def addresses() -> list[str | None]:
    return list(Comment.objects.order_by("pk").values_list("email", flat=True))


def stored() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM campaign_comment ORDER BY id")
        return [token for (token,) in cursor.fetchall()]


def is_read_by(key: bytes, token: str) -> bool:
    try:
        Fernet(key).decrypt(token.encode())
    except Exception:
        return False
    return True


def store(comment: Comment, token: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE campaign_comment SET email = %s WHERE id = %s", [token, comment.pk])


class TestEncryptedColumns:
    def test_are_those_of_every_model(self):
        assert {"campaign.Comment.email"} <= {str(column) for column in encrypted_columns()}

    def test_are_each_there_once(self):
        columns = encrypted_columns()
        assert len({(column.model._meta.db_table, column.column) for column in columns}) == len(
            columns
        )


@pytest.mark.django_db
class TestRotate:
    def test_makes_the_newest_key_enough(self, comments, settings):
        [batch] = rotate(EMAIL)
        assert (batch.seen_count, batch.rewritten_count, batch.unreadable) == (5, 5, [])
        settings.FIELD_KEYS = [NEW]
        assert addresses() == [comment.email for comment in comments]

    def test_leaves_what_the_newest_key_reads(self, comments):
        list(rotate(EMAIL))
        before = stored()
        [batch] = rotate(EMAIL)
        assert (batch.seen_count, batch.rewritten_count) == (5, 0)
        assert stored() == before

    def test_goes_on_where_it_was_stopped(self, comments, settings):
        assert next(rotate(EMAIL, batch_size=2)).rewritten_count == 2
        assert [is_read_by(NEW, token) for token in stored()] == [True] * 2 + [False] * 3
        assert addresses() == [comment.email for comment in comments]
        batches = list(rotate(EMAIL, batch_size=2))
        assert [batch.rewritten_count for batch in batches] == [0, 2, 1]
        settings.FIELD_KEYS = [NEW]
        assert addresses() == [comment.email for comment in comments]

    @pytest.mark.parametrize("token", ["no token", "李雷", "gAAAAABq" + "x" * 92])
    def test_names_what_no_key_reads_and_goes_on(self, comments, token):
        store(comments[1], token)
        first, *others = rotate(EMAIL, batch_size=2)
        assert first.unreadable == [comments[1].pk]
        assert (first.seen_count, first.rewritten_count) == (2, 1)
        assert sum(batch.rewritten_count for batch in others) == 3
        assert stored()[1] == token

    def test_passes_over_rows_that_hold_nothing(self, comments):
        Comment.objects.filter(pk=comments[0].pk).update(email=None)
        Comment.objects.filter(pk=comments[1].pk).update(email="")
        assert count_tokens(EMAIL) == 3
        assert sum(batch.seen_count for batch in rotate(EMAIL)) == 3
        assert stored()[:2] == [None, ""]

    @pytest.mark.parametrize("count", [1, 50])
    def test_asks_the_database_as_often_for_one_row_as_for_fifty(
        self, settings, django_assert_num_queries, count
    ):
        settings.FIELD_KEYS = [OLD]
        CommentFactory.create_batch(count)
        settings.FIELD_KEYS = [NEW, OLD]
        with django_assert_num_queries(QUERIES_OF_A_BATCH):
            list(rotate(EMAIL))


@pytest.mark.django_db(transaction=True)
class TestRotateWhileRowsAreEdited:
    def test_waits_for_an_edit_and_keeps_it(self, comments, settings):
        self.edit_during_rotation(lambda: comments[0].save(), comments[0])
        settings.FIELD_KEYS = [NEW]
        assert addresses()[0] == "moss@example.org"
        assert len(addresses()) == 5

    def test_goes_on_after_a_whole_batch_was_deleted(self, comments, settings):
        first_batch = Comment.objects.filter(pk__in=[comment.pk for comment in comments[:2]])
        self.edit_during_rotation(first_batch.delete, comments[0])
        settings.FIELD_KEYS = [NEW]
        assert addresses() == [comment.email for comment in comments[2:]]

    def edit_during_rotation(self, edit, comment: Comment) -> None:
        """Do `edit` in a transaction that ends when the rotation waits for it."""
        comment.email = "moss@example.org"

        def rotate_all() -> None:
            try:
                list(rotate(EMAIL, batch_size=2))
            finally:
                connections.close_all()

        rotation = Thread(target=rotate_all)
        with transaction.atomic():
            edit()
            rotation.start()
            while rotation.is_alive() and not somebody_waits():
                time.sleep(0.05)
            assert rotation.is_alive()
        rotation.join(30)
        assert not rotation.is_alive()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


class TestIsReadable:
    def test_asks_for_the_newest_value(self, db, settings, comments):
        assert is_readable(EMAIL)
        store(comments[-1], "broken")
        assert not is_readable(EMAIL)
        Comment.objects.update(email=None)
        assert is_readable(EMAIL)
