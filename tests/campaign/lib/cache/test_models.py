import pytest
from django.db import connection

from campaign.lib.cache.models import Publication
from campaign.lib.cache.publications import advance
from tests.campaign.lib.cache.asking import another_connection


@pytest.mark.django_db
class TestPublication:
    def test_lets_no_connection_wait_for_another(self):
        advance()
        with another_connection() as other:
            other.execute("SET lock_timeout = 500")
            for what in ("cache_publish", "cache_publish_counts"):
                other.execute(f"SELECT {what}()")
            other.rollback()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            assert Publication.objects.get().backend == cursor.fetchone()[0]
