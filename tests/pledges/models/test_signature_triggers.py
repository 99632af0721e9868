"""Each change of a signature that counts is noted, in the transaction that makes it."""

import datetime

import pytest

from pledges.models import CountChange, Signature
from tests.pledges.people import State, a_petition, a_signature

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 5, 1, tzinfo=datetime.UTC)  # still May 4 in Eastern time
DAY = datetime.timedelta(days=1)


def changes() -> list[tuple[str, int]]:
    return list(CountChange.objects.order_by("pk").values_list("place", "change"))


class TestCounting:
    def test_follows_a_signature_as_it_counts_moves_and_leaves(self):
        signature = a_signature(a_petition(), state=State.PENDING)
        assert changes() == []
        rows = Signature.objects.filter(pk=signature.pk)
        rows.update(state=State.CONFIRMED, confirmed_at=NOW)
        rows.update(place="NY")
        rows.update(comment="")
        rows.delete()
        assert changes() == [("MI", 1), ("MI", -1), ("NY", 1), ("NY", -1)]
        assert set(CountChange.objects.values_list("day", flat=True)) == {NOW.date() - DAY}

    def test_says_nothing_of_people_who_joined_without_a_petition(self):
        a_signature(None)
        assert changes() == []
