"""Milestones and goals come down again with signatures that should not have counted."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from pledges.admin.paper_batches import take_back_batch
from pledges.counts.roll_up import roll_up
from pledges.models import Milestone, Petition
from pledges.statistics import petition_figures, signatures_by_day
from tests.pledges.people import a_paper_batch, a_petition, signatures

NOW = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)


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
        take_back_batch(batch, reason="Typo.", now=NOW + 2 * self.HOUR)
        petition.refresh_from_db()

    def test_takes_back_the_goal_and_the_milestones_of_that_step(self):
        petition = a_petition()
        signatures(petition, 12)
        roll_up(now=NOW - self.HOUR)
        self.typo(petition)
        assert petition.goal == petition_figures(petition).goal == 25
        assert [each.size for each in petition.milestones.current()] == [10]
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
        take_back_batch(batch, reason="Typo.", now=NOW)
        petition.refresh_from_db()
        assert petition.goal == goal
        assert not petition.milestones.current().exists()

    def test_leaves_a_milestone_that_was_reached_before_and_fell_below(self):
        petition = a_petition()
        given = signatures(petition, 10)
        roll_up(now=NOW - self.HOUR)
        given[0].delete()
        self.typo(petition)
        assert [each.size for each in petition.milestones.current()] == [10]
        assert petition.goal == 25

    def test_lets_a_step_be_reached_again(self):
        petition = a_petition()
        self.typo(petition)
        signatures(petition, 10)
        later = NOW + 3 * self.HOUR
        roll_up(now=later)
        [milestone] = petition.milestones.current()
        assert (milestone.size, milestone.reached_at) == (10, later)

    def test_says_nothing_of_a_batch_that_waits_for_release(self):
        petition = a_petition()
        batch = a_paper_batch(petition, 1_000_000, awaits_release=True)
        roll_up(now=NOW)
        assert petition_figures(petition).total == 0
        assert signatures_by_day(petition) == []
        take_back_batch(batch, reason="Typo.", now=NOW)
        assert not Milestone.objects.exists()
