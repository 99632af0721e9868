"""The recount finds sums that drifted, and makes them anew."""

from __future__ import annotations

import datetime

import pytest
from django.core.management import CommandError, call_command

from pledges.counts.recount import recount
from pledges.counts.roll_up import roll_up
from pledges.models import PlaceTally, Recount, Signature
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
        call_command("recount")
        assert Recount.objects.get().signature_count == 2

    def test_finds_and_mends_a_wrong_sum(self):
        petition = a_petition()
        signatures(petition, 4)
        roll_up(now=NOW)
        PlaceTally.objects.update(count=5)
        with pytest.raises(CommandError, match="1 totals are wrong"):
            call_command("recount")
        call_command("recount", "--repair")
        assert petition_figures(petition).total == 4
        assert recount(now=NOW).drift_count == 0
