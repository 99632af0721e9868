import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.candidates.admin.pages import fields_in, page_of
from tests.factories import run


@pytest.mark.django_db
class TestLedgerAdmin:
    def test_locks_the_people_behind_a_row_before_the_row(self, admin_client: Client):
        race = run().race
        typed = fields_in(admin_client.get(page_of(race)))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert admin_client.post(page_of(race), typed).status_code == 302
        locking = [each["sql"] for each in queries if "FOR UPDATE" in each["sql"]]
        assert 'FROM "candidates_person"' in locking[0]
        assert any('FROM "candidates_race"' in sql for sql in locking[1:])
