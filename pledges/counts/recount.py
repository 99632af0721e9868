"""The recount: counts every signature again and says whether the totals were right."""

import datetime

from django.db import connection, transaction

from pledges.models import Recount

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


def recount(*, now: datetime.datetime) -> Recount:
    """Count every signature again and keep what that found."""
    with connection.cursor() as cursor:
        cursor.execute(DRIFT)
        signature_count, drift_count = cursor.fetchone()
    return Recount.objects.create(
        counted_at=now, signature_count=signature_count, drift_count=drift_count
    )


def rebuild() -> None:
    """Rebuild every total from the signatures; signing waits meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(REBUILD)
