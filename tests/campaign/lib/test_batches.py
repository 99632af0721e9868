import pytest
from django.db import connection

from campaign.lib.batches import at_once, ids_in_batches, in_parts
from pledges.models import BlockedDomain


class TestInParts:
    def test_keeps_the_order_and_ends_with_a_shorter_part(self):
        assert list(in_parts(range(5), 2)) == [[0, 1], [2, 3], [4]]
        assert list(in_parts((), 2)) == []


@pytest.mark.django_db
class TestIdsInBatches:
    def test_yields_each_row_once_in_order(self):
        rows = BlockedDomain.objects.order_by("-domain")
        ids = [BlockedDomain.objects.create(domain=f"d{n}.example").pk for n in range(5)]
        assert list(ids_in_batches(rows, 2)) == [ids[:2], ids[2:4], ids[4:]]
        assert list(ids_in_batches(rows.none(), 2)) == []

    def test_leaves_out_what_no_longer_matches(self):
        ids = [BlockedDomain.objects.create(domain=f"d{n}.example").pk for n in range(4)]
        batches = ids_in_batches(BlockedDomain.objects.exclude(reason="done"), 2)
        assert next(batches) == ids[:2]
        BlockedDomain.objects.filter(pk=ids[2]).update(reason="done")
        assert list(batches) == [ids[3:]]


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_yields_rows_before_the_database_found_them_all(self):
        for number in range(3):
            BlockedDomain.objects.create(domain=f"d{number}.example")
        rows = at_once(BlockedDomain.objects.order_by("pk"), 2)
        assert next(rows).domain == "d0.example"
        with connection.cursor() as cursor:
            cursor.execute("SELECT is_holdable FROM pg_cursors")
            assert cursor.fetchall() == [(False,)]
        assert [row.domain for row in rows] == ["d1.example", "d2.example"]
        assert not connection.in_atomic_block

    def test_ends_its_transaction_where_nobody_reads_on(self):
        BlockedDomain.objects.create(domain="d.example")
        rows = at_once(BlockedDomain.objects.all(), 2)
        next(rows)
        rows.close()
        assert not connection.in_atomic_block
