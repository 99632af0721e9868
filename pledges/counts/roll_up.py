"""The roll-up: adds what changed to the totals, then notes milestones and goals."""

import datetime

from django.db import connection

from pledges.counts import milestones

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


def roll_up(*, now: datetime.datetime) -> int:
    """Add what changed to the totals and note milestones; return the number of changes."""
    with connection.cursor() as cursor:
        cursor.execute(ROLL_UP)
        change_count: int = cursor.fetchone()[0]
    milestones.note_reached(now=now)
    return change_count
