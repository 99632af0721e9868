import pytest
from django.db import connection

from pledges.models import SealedKey

pytestmark = pytest.mark.django_db


class TestSealedKey:
    def test_cannot_be_read_in_a_dump(self):
        sealed = SealedKey.objects.get(name="address")
        with connection.cursor() as cursor:
            cursor.execute("SELECT key FROM pledges_sealedkey WHERE name = 'address'")
            (stored,) = cursor.fetchone()
        assert sealed.key
        assert sealed.key not in stored
        assert sealed.key not in str(sealed)
