import os
from base64 import urlsafe_b64encode

import pytest
from cryptography.fernet import InvalidToken
from django.core.exceptions import FieldError
from django.db import connection

from campaign.content.models import Comment
from campaign.lib.encryption import decrypt, encrypt, rotated
from tests.factories import CommentFactory


def key() -> bytes:
    return urlsafe_b64encode(os.urandom(32))


class TestEncrypt:
    def test_says_the_same_differently_each_time(self):
        first, second = encrypt("fern@example.org"), encrypt("fern@example.org")
        assert first != second
        assert "fern" not in first
        assert decrypt(first) == decrypt(second) == "fern@example.org"

    def test_reads_what_an_older_key_wrote(self, settings):
        old, new = key(), key()
        settings.FIELD_KEYS = [old]
        written = encrypt("李雷")
        settings.FIELD_KEYS = [new, old]
        assert decrypt(written) == "李雷"
        settings.FIELD_KEYS = [new]
        with pytest.raises(InvalidToken):
            decrypt(written)


class TestRotated:
    def test_is_read_by_the_newest_key_alone(self, settings):
        old, new = key(), key()
        settings.FIELD_KEYS = [old]
        written = encrypt("李雷")
        settings.FIELD_KEYS = [new, old]
        token = rotated(written)
        settings.FIELD_KEYS = [new]
        assert decrypt(token) == "李雷"

    def test_is_what_the_newest_key_wrote(self):
        token = encrypt("fern@example.org")
        assert rotated(token) == token

    def test_needs_one_of_the_keys(self, other_keys):
        token = encrypt("fern@example.org")
        other_keys()
        with pytest.raises(InvalidToken):
            rotated(token)


@pytest.mark.django_db
class TestEncryptedTextField:
    def test_holds_nothing_readable_in_its_column(self):
        comment = CommentFactory.create(email="fern@example.org")
        with connection.cursor() as cursor:
            cursor.execute("SELECT email FROM campaign_comment WHERE id = %s", [comment.pk])
            [stored] = cursor.fetchone()
        assert "fern" not in stored
        assert Comment.objects.get().email == "fern@example.org"

    def test_cannot_be_searched(self):
        with pytest.raises(FieldError, match="email is encrypted"):
            Comment.objects.filter(email="fern@example.org").exists()
        assert not Comment.objects.filter(email__isnull=True).exists()
