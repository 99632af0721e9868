"""Milestones and goals: they follow the count up, and down if it was wrong."""

import datetime

from django.db import transaction

from pledges.goals import goal_above, steps_reached
from pledges.models import Milestone, Petition
from pledges.statistics import figures_of, petition_figures


def note_reached(*, now: datetime.datetime) -> None:
    """Note the milestones that petitions have reached, and raise the goals that are met."""
    petitions = list(Petition.objects.exclude(state=Petition.State.DRAFT))
    figures = figures_of(petitions)
    known = set(Milestone.objects.current().values_list("petition_id", "size"))
    for petition in petitions:
        total = figures[petition.pk].total
        is_met = not petition.goal_pinned and petition.goal <= total
        if is_met or any((petition.pk, step) not in known for step in steps_reached(total)):
            with transaction.atomic():
                _note_reached(_locked(petition.pk), now)


def take_back(petition_id: int, *, since: datetime.datetime, now: datetime.datetime) -> None:
    """Take back the milestones that only removed signatures had reached, and the goal with them.

    They counted since `since`: an earlier milestone was reached without them and stays. So does a
    goal that is pinned or that an organizer has changed since.
    """
    with transaction.atomic():
        petition = _locked(petition_id)
        total = petition_figures(petition).total
        reached = petition.milestones.current().filter(size__gt=total, reached_at__gte=since)
        lost = list(reached.order_by("size"))
        if not lost:
            return
        reached.update(taken_back_at=now)
        if not petition.goal_pinned and petition.goal == goal_above(lost[-1].size):
            goal = max(lost[0].goal_before or 0, goal_above(total))
            Petition.objects.filter(pk=petition_id).update(goal=goal)


def put_back(petition_id: int, *, fell_at: datetime.datetime, now: datetime.datetime) -> None:
    """Put back the milestones that fell at a moment, as far as the count reaches them again."""
    with transaction.atomic():
        petition = _locked(petition_id)
        total = petition_figures(petition).total
        fallen = petition.milestones.filter(taken_back_at=fell_at, size__lte=total)
        fallen.update(taken_back_at=None)
        if petition.state != Petition.State.DRAFT:
            _note_reached(petition, now)


def _note_reached(petition: Petition, now: datetime.datetime) -> None:
    total = petition_figures(petition).total
    known = set(petition.milestones.current().values_list("size", flat=True))
    Milestone.objects.bulk_create(
        [
            Milestone(petition=petition, size=step, reached_at=now, goal_before=petition.goal)
            for step in steps_reached(total)
            if step not in known
        ],
        update_conflicts=True,
        unique_fields=["petition", "size"],
        update_fields=["reached_at", "goal_before", "taken_back_at"],
    )
    if not petition.goal_pinned and petition.goal <= total:
        Petition.objects.filter(pk=petition.pk).update(goal=goal_above(total))


def _locked(petition_id: int) -> Petition:
    """Return a petition, locked so that its goal and milestones wait; people can still sign."""
    return Petition.objects.select_for_update(of=("self",), no_key=True).get(pk=petition_id)
