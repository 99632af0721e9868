import datetime

import pytest

from candidates.ledger.snapshots import columns_of, is_kept_in_history, snapshot, write, write_many
from candidates.models import Candidacy, Outreach, Person, StageResult
from tests.factories import OrganizerFactory, OutreachFactory, run

pytestmark = pytest.mark.django_db


class TestSnapshot:
    def test_can_be_written_back_whatever_a_column_holds(self):
        rows = [
            run(fec_id="H0MI11001", social_urls=["https://a.example/"], other_party_codes=["WFP"]),
            OutreachFactory.create(by=OrganizerFactory.create(), done_on=datetime.date(2026, 2, 1)),
        ]
        rows.append(rows[0].person)
        for row in rows:
            before = snapshot(row)
            assert before
            write(row, before)
            stored = type(row).objects.get(pk=row.pk)
            assert snapshot(stored) == before

    def test_leaves_out_what_the_site_sets(self):
        names = {field.name for field in columns_of(Candidacy)}
        assert not {"id", "status", "outcome", "is_current", "updated_at", "fec_values"} & names
        assert {"campaign_url", "contact_email", "assigned_to", "person"} <= names
        assert not {"search_name", "sort_key"} & {field.name for field in columns_of(Person)}


class TestWriteMany:
    def test_writes_rows_with_different_columns(self, django_assert_max_num_queries):
        rows = [run() for _number in range(4)]
        values = [{"campaign_url": f"https://{number}.example/"} for number in range(3)]
        changes = [*zip(rows, values, strict=False), (rows[3], {"incumbency": "I", "gone": 1})]
        with django_assert_max_num_queries(8):
            write_many(changes)
        assert [Candidacy.objects.get(pk=row.pk).campaign_url for row in rows[:3]] == [
            each["campaign_url"] for each in values
        ]
        assert Candidacy.objects.get(pk=rows[3].pk).incumbency == "I"


class TestIsKeptInHistory:
    def test_knows_which_columns_have_versions(self):
        assert is_kept_in_history(Candidacy, ["assigned_to", "campaign_url"])
        assert not is_kept_in_history(Candidacy, ["assigned_to", "contact_email"])
        assert is_kept_in_history(Outreach, ["note"])
        assert not is_kept_in_history(StageResult, ["outcome"])
