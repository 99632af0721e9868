import datetime

import pytest
from django.db import connection

from pledges.models import SignUp

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)


class TestSignUp:
    def test_is_set_aside_after_three_tries(self):
        rows = [SignUp.objects.create(sent_at=NOW, tries=tries) for tries in range(5)]
        assert set(SignUp.objects.waiting()) == set(rows[:3])
        assert set(SignUp.objects.set_aside()) == set(rows[3:])

    def test_keeps_name_and_comment_encrypted(self):
        SignUp.objects.create(sent_at=NOW, name="Ines Basalt", comment="For Ana.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pledges_signup::text FROM pledges_signup")
            (stored,) = cursor.fetchone()
        assert "Basalt" not in stored
        assert "Ana" not in stored
