from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection

from campaign.content.management.commands import rotate_keys
from campaign.content.models import Comment
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def new_key(settings) -> bytes:
    """Put a new key in front of those that this database was made with."""
    key = Fernet.generate_key()
    settings.FIELD_KEYS = [key, *settings.FIELD_KEYS]
    return key


def rotate() -> tuple[list[str], list[str]]:
    output, errors = StringIO(), StringIO()
    call_command("rotate_keys", stdout=output, stderr=errors)
    return output.getvalue().splitlines(), errors.getvalue().splitlines()


class TestRotateKeys:
    def test_lets_the_older_keys_go(self, settings):
        comment = CommentFactory.create()
        settings.FIELD_KEYS = [Fernet.generate_key(), *settings.FIELD_KEYS]
        lines, errors = rotate()
        assert "campaign.Comment.email: 1 of 1 done, 1 re-encrypted." in lines
        assert lines[-1].startswith("Done. You only need the newest key")
        assert errors == []
        settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
        comment.refresh_from_db()
        assert comment.email == "fern@example.org"

    def test_changes_nothing_the_second_time(self, new_key):
        CommentFactory.create()
        rotate()
        lines, _errors = rotate()
        assert [line for line in lines if line.endswith(" done, 0 re-encrypted.")] == (lines[:-1])
        assert "campaign.Comment.email: 1 of 1 done, 0 re-encrypted." in lines

    def test_reports_what_no_key_reads_without_its_content_and_fails_at_the_end(self, settings):
        lost, kept = CommentFactory.create(), CommentFactory.create()
        with connection.cursor() as cursor:
            change = "UPDATE campaign_comment SET email = 'moss@example.org' WHERE id = %s"
            cursor.execute(change, [lost.pk])
        settings.FIELD_KEYS = [Fernet.generate_key(), *settings.FIELD_KEYS]
        output, errors = StringIO(), StringIO()
        with pytest.raises(CommandError, match=r"^1 values can't be read") as error:
            call_command("rotate_keys", stdout=output, stderr=errors)
        assert error.value.returncode == 1
        assert f"campaign.Comment.email, row {lost.pk}: no key can read it." in errors.getvalue()
        assert "moss" not in output.getvalue() + errors.getvalue() + str(error.value)
        assert "Done." not in output.getvalue()
        settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
        assert Comment.objects.get(pk=kept.pk).email == "fern@example.org"

    def test_says_how_far_it_is(self, new_key, monkeypatch):
        CommentFactory.create_batch(3)
        monkeypatch.setattr(rotate_keys, "ROWS_BETWEEN_LINES", 2)
        lines, _errors = rotate()
        assert "campaign.Comment.email: 3 of 3 …" in lines
