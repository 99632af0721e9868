"""The roll-up and the recount: goals climb, milestones are dated, and no sum drifts."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from pledges import paper
from pledges.counting import recount, roll_up
from pledges.models import CountChange, Milestone, Petition, PlaceTally, Recount, Signature
from pledges.statistics import petition_figures, signatures_by_day
from tests.pledges.people import State, a_paper_batch, a_petition, a_signature, signatures

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


@pytest.mark.django_db
class TestFall:
    """A batch on paper by one typo: what it reached is taken back with it."""

    HOUR = datetime.timedelta(hours=1)

    def typo(self, petition: Petition, **values: Any) -> None:
        """Let a large batch count for an hour, and take it back."""
        batch = a_paper_batch(petition, 1_000_000, entered_at=NOW, **values)
        roll_up(now=NOW + self.HOUR)
        petition.refresh_from_db()
        assert petition_figures(petition).total >= 1_000_000
        paper.take_back(batch, reason="Typo.", now=NOW + 2 * self.HOUR)
        petition.refresh_from_db()

    def test_takes_back_the_goal_and_the_milestones_of_that_step(self):
        petition = a_petition()
        signatures(petition, 12)
        roll_up(now=NOW - self.HOUR)
        self.typo(petition)
        assert petition.goal == petition_figures(petition).goal == 25
        assert [each.size for each in petition.milestones.standing()] == [10]
        assert petition.milestones.count() == 16

    def test_brings_back_the_goal_that_an_organizer_had_set(self):
        petition = a_petition(goal=5000)
        signatures(petition, 2)
        self.typo(petition)
        assert petition.goal == 5000

    @pytest.mark.parametrize("values", [{"goal": 70}, {"goal_pinned": True}])
    def test_leaves_a_goal_alone_that_an_organizer_decided_on_since(self, values):
        petition = a_petition()
        signatures(petition, 2)
        batch = a_paper_batch(petition, 60, entered_at=NOW)
        roll_up(now=NOW)
        Petition.objects.update(**values)
        petition.refresh_from_db()
        goal = petition.goal
        paper.take_back(batch, reason="Typo.", now=NOW)
        petition.refresh_from_db()
        assert petition.goal == goal
        assert not petition.milestones.standing().exists()

    def test_leaves_a_milestone_that_was_reached_before_and_fell_below(self):
        petition = a_petition()
        given = signatures(petition, 10)
        roll_up(now=NOW - self.HOUR)
        given[0].delete()
        self.typo(petition)
        assert [each.size for each in petition.milestones.standing()] == [10]
        assert petition.goal == 25

    def test_lets_a_step_be_reached_again(self):
        petition = a_petition()
        self.typo(petition)
        signatures(petition, 10)
        later = NOW + 3 * self.HOUR
        roll_up(now=later)
        [milestone] = petition.milestones.standing()
        assert (milestone.size, milestone.reached_at) == (10, later)

    def test_says_nothing_of_a_batch_that_waits_for_release(self):
        petition = a_petition()
        batch = a_paper_batch(petition, 1_000_000, awaits_release=True)
        roll_up(now=NOW)
        assert petition_figures(petition).total == 0
        assert signatures_by_day(petition) == []
        paper.take_back(batch, reason="Typo.", now=NOW)
        assert not Milestone.objects.exists()


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
        with pytest.raises(CommandError, match="1 sums are wrong"):
            call_command("recount")
        call_command("recount", "--repair")
        assert petition_figures(petition).total == 4
        assert recount(now=NOW).drift_count == 0


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
