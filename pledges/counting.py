"""The roll-up: it adds what changed to the sums, lets goals climb and notes milestones.

And the recount, which counts every signature again and says whether the sums were right.
"""

from __future__ import annotations

import datetime

from django.db import connection, transaction

from pledges.goals import goal_above, steps_reached
from pledges.models import Milestone, Petition, Recount
from pledges.statistics import figures_of, petition_figures

# What is taken is deleted by the statement that adds it: two roll-ups at once add nothing twice.
ROLL_UP = """
    WITH taken AS (DELETE FROM pledges_countchange RETURNING petition_id, place, day, change),
    by_place AS (
        INSERT INTO pledges_placetally AS tally (petition_id, place, count)
        SELECT petition_id, place, sum(change) FROM taken GROUP BY petition_id, place
        ORDER BY petition_id, place
        ON CONFLICT (petition_id, place) DO UPDATE SET count = tally.count + excluded.count
    ),
    by_day AS (
        INSERT INTO pledges_daytally AS tally (petition_id, day, count)
        SELECT petition_id, day, sum(change) FROM taken GROUP BY petition_id, day
        ORDER BY petition_id, day
        ON CONFLICT (petition_id, day) DO UPDATE SET count = tally.count + excluded.count
    )
    SELECT count(*) FROM taken
"""

# Sums and changes on one side, the signatures themselves on the other: what differs, by one
# statement, so that a signature confirmed meanwhile is on both sides or on none.
DRIFT = """
    WITH counted AS (
        SELECT petition_id, place,
            (confirmed_at AT TIME ZONE 'America/New_York')::date AS day, count(*) AS count
        FROM pledges_signature
        WHERE state = 'confirmed' AND petition_id IS NOT NULL GROUP BY 1, 2, 3
    ),
    places AS (
        SELECT petition_id, place, sum(count) AS count FROM (
            SELECT petition_id, place, count FROM pledges_placetally
            UNION ALL SELECT petition_id, place, change FROM pledges_countchange
            UNION ALL SELECT petition_id, place, -count FROM counted
        ) AS sides GROUP BY 1, 2
    ),
    days AS (
        SELECT petition_id, day, sum(count) AS count FROM (
            SELECT petition_id, day, count FROM pledges_daytally
            UNION ALL SELECT petition_id, day, change FROM pledges_countchange
            UNION ALL SELECT petition_id, day, -count FROM counted
        ) AS sides GROUP BY 1, 2
    )
    SELECT (SELECT coalesce(sum(count), 0) FROM counted),
        (SELECT count(*) FROM places WHERE count <> 0)
            + (SELECT count(*) FROM days WHERE count <> 0)
"""

# Everything again from the signatures; nobody can change one meanwhile.
REBUILD = """
    LOCK TABLE pledges_signature IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM pledges_countchange;
    DELETE FROM pledges_placetally;
    DELETE FROM pledges_daytally;
    INSERT INTO pledges_placetally (petition_id, place, count)
        SELECT petition_id, place, count(*) FROM pledges_signature
        WHERE state = 'confirmed' AND petition_id IS NOT NULL GROUP BY 1, 2;
    INSERT INTO pledges_daytally (petition_id, day, count)
        SELECT petition_id, (confirmed_at AT TIME ZONE 'America/New_York')::date, count(*)
        FROM pledges_signature
        WHERE state = 'confirmed' AND petition_id IS NOT NULL GROUP BY 1, 2;
"""


def roll_up(*, now: datetime.datetime) -> int:
    """Add what changed to the sums, let goals climb; return how many changes there were."""
    with connection.cursor() as cursor:
        cursor.execute(ROLL_UP)
        change_count: int = cursor.fetchone()[0]
    climb(now=now)
    return change_count


def climb(*, now: datetime.datetime) -> None:
    """Note the milestones that petitions have reached, and raise the goals that are met."""
    petitions = list(Petition.objects.exclude(state=Petition.State.DRAFT))
    figures = figures_of(petitions)
    known = set(Milestone.objects.standing().values_list("petition_id", "size"))
    for petition in petitions:
        total = figures[petition.pk].total
        is_met = not petition.goal_pinned and petition.goal <= total
        if is_met or any((petition.pk, step) not in known for step in steps_reached(total)):
            with transaction.atomic():
                _climb(_locked(petition.pk), now)


def fall(petition_id: int, *, since: datetime.datetime, now: datetime.datetime) -> None:
    """Take back the milestones that only removed signatures had reached, and the goal with them.

    They counted since `since`: an earlier milestone was reached without them, and stays. A goal
    that is pinned or that an organizer changed since stays too.
    """
    with transaction.atomic():
        petition = _locked(petition_id)
        total = petition_figures(petition).total
        standing = petition.milestones.standing().filter(size__gt=total, reached_at__gte=since)
        lost = list(standing.order_by("size"))
        if not lost:
            return
        standing.update(taken_back_at=now)
        if not petition.goal_pinned and petition.goal == goal_above(lost[-1].size):
            goal = max(lost[0].goal_before or 0, goal_above(total))
            Petition.objects.filter(pk=petition_id).update(goal=goal)


def rise(petition_id: int, *, fell_at: datetime.datetime, now: datetime.datetime) -> None:
    """Put back the milestones that fell at a moment, as far as the count reaches them again."""
    with transaction.atomic():
        petition = _locked(petition_id)
        total = petition_figures(petition).total
        fallen = petition.milestones.filter(taken_back_at=fell_at, size__lte=total)
        fallen.update(taken_back_at=None)
        if petition.state != Petition.State.DRAFT:
            _climb(petition, now)


def _climb(petition: Petition, now: datetime.datetime) -> None:
    """Do what `climb` does to one petition, whose row is locked: the count may just have fallen."""
    total = petition_figures(petition).total
    known = set(petition.milestones.standing().values_list("size", flat=True))
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
    """Return a petition that nobody else lets climb or fall meanwhile; people sign it all along."""
    return Petition.objects.select_for_update(of=("self",), no_key=True).get(pk=petition_id)


def recount(*, now: datetime.datetime) -> Recount:
    """Count every signature again and keep what that found."""
    with connection.cursor() as cursor:
        cursor.execute(DRIFT)
        signature_count, drift_count = cursor.fetchone()
    return Recount.objects.create(
        counted_at=now, signature_count=signature_count, drift_count=drift_count
    )


def rebuild() -> None:
    """Make all sums anew from the signatures; signing waits meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(REBUILD)
