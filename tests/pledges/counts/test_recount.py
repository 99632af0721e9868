"""The recount finds totals that drifted, and rebuilds them."""

from __future__ import annotations

import datetime

import pytest

from pledges.counts.recount import rebuild, recount
from pledges.counts.roll_up import roll_up
from pledges.models import PlaceTally, Signature
from pledges.statistics import petition_figures
from tests.pledges.people import State, a_petition, signatures

NOW = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)


@pytest.mark.django_db
class TestRecount:
    def test_finds_nothing_where_every_change_was_counted(self):
        petition = a_petition()
        given = signatures(petition, 4)
        roll_up(now=NOW)
        given[0].delete()
        Signature.objects.filter(pk=given[1].pk).update(state=State.WITHDRAWN)
        Signature.objects.filter(pk=given[2].pk).update(place="NY")
        found = recount(now=NOW)
        assert (found.signature_count, found.drift_count) == (2, 0)

    def test_finds_a_wrong_total_and_rebuilds_it(self):
        petition = a_petition()
        signatures(petition, 4)
        roll_up(now=NOW)
        PlaceTally.objects.update(count=5)
        assert recount(now=NOW).drift_count == 1
        rebuild()
        assert petition_figures(petition).total == 4
        assert recount(now=NOW).drift_count == 0
