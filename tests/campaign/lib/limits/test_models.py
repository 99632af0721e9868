import pytest
from django.db import connection

from campaign.lib.limits import buckets


@pytest.fixture(autouse=True)
def no_known_salt(monkeypatch):
    monkeypatch.setattr(buckets, "_known_salt", None)


@pytest.mark.django_db
class TestTables:
    def test_leaves_no_trace_in_the_write_ahead_log(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r'"
            )
            assert {name for (name,) in cursor} == {
                "limits_bucket",
                "limits_dailysalt",
                "limits_monthsalt",
                "limits_turn",
            }
