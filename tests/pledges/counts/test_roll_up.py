"""The roll-up: goals climb, milestones are dated, and nothing is added twice."""

from __future__ import annotations

import datetime
import threading

import pytest
from django.db import connection
from django.utils import timezone

from pledges.counts.recount import recount
from pledges.counts.roll_up import roll_up
from pledges.models import CountChange, Milestone, PlaceTally, Signature
from pledges.statistics import petition_figures
from tests.pledges.people import a_petition, a_signature, signatures

NOW = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)


@pytest.mark.django_db
class TestRollUp:
    def test_takes_the_goal_to_the_next_step_and_dates_the_milestone(self):
        petition = a_petition(goal=50)
        signatures(petition, 39)
        roll_up(now=NOW)
        petition.refresh_from_db()
        assert petition.goal == 50
        signatures(petition, 11)
        later = NOW + datetime.timedelta(hours=1)
        roll_up(now=later)
        petition.refresh_from_db()
        assert petition.goal == 100
        reached = {milestone.size: milestone.reached_at for milestone in Milestone.objects.all()}
        assert reached == {10: NOW, 25: NOW, 50: later}

    def test_leaves_a_goal_alone_that_is_pinned(self):
        petition = a_petition(goal=10, goal_pinned=True)
        signatures(petition, 11)
        roll_up(now=NOW)
        petition.refresh_from_db()
        assert petition.goal == 10

    def test_never_lets_a_goal_fall_or_forgets_a_milestone(self):
        petition = a_petition()
        given = signatures(petition, 10)
        roll_up(now=NOW)
        Signature.objects.filter(pk__in=[each.pk for each in given[:5]]).delete()
        roll_up(now=NOW)
        petition.refresh_from_db()
        assert petition_figures(petition).total == 5
        assert petition.goal == 25
        assert Milestone.objects.get().size == 10

    def test_leaves_no_change_behind(self):
        signatures(a_petition(), 3)
        assert roll_up(now=NOW) == 3
        assert roll_up(now=NOW) == 0
        assert not CountChange.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestRollUpsAtOnce:
    def test_add_nothing_twice_while_people_sign(self):
        petition = a_petition()

        def work(do):
            for _time in range(15):
                do()
            connection.close()

        threads = [
            threading.Thread(target=work, args=(do,))
            for do in [
                lambda: a_signature(petition),
                lambda: a_signature(petition),
                lambda: roll_up(now=timezone.now()),
                lambda: roll_up(now=timezone.now()),
            ]
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert petition_figures(petition).total == 30
        roll_up(now=timezone.now())
        assert recount(now=timezone.now()).drift_count == 0
        assert PlaceTally.objects.get().count == 30
