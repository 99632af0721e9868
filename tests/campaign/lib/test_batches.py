import pytest

from campaign.lib.batches import ids_in_batches, in_parts
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
