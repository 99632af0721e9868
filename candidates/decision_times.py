"""How long we took to read and decide error reports, for everyone to see."""

import datetime
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import ngettext

from candidates.models import Correction
from candidates.models.corrections import ELECTION, due_at

# From the moment a report came, also if it was first held for review. What's decided was read.
TOOK = """
    SELECT count(read), percentile_cont(0.5) WITHIN GROUP (ORDER BY read), max(read),
        count(decided), percentile_cont(0.5) WITHIN GROUP (ORDER BY decided), max(decided)
    FROM candidates_correction,
        LATERAL (SELECT least(acknowledged_at, decided_at) - received_at AS read,
            decided_at - received_at AS decided) AS took
    WHERE received_at > %s
"""
# What is older says little about how we work now.
COUNTED = datetime.timedelta(days=365)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@dataclass(frozen=True)
class Times:
    """How many reports, and the middle and the longest time, both None if there are none."""

    count: int
    median: datetime.timedelta | None
    longest: datetime.timedelta | None

    @property
    def median_in_words(self) -> str:
        return in_words(self.median) if self.median is not None else ""

    @property
    def longest_in_words(self) -> str:
        return in_words(self.longest) if self.longest is not None else ""


@dataclass(frozen=True)
class DecisionTimes:
    """How fast the reports of a year were read and decided, and how many are late now."""

    read: Times
    decided: Times
    unread: int
    overdue: int


def decision_times(now: datetime.datetime) -> DecisionTimes:
    """Return how long we took for what came within a year before `now`; three queries."""
    with connection.cursor() as cursor:
        cursor.execute(TOOK, [now - COUNTED])
        took = cursor.fetchone()
    unread = Correction.objects.unacknowledged_too_long(now).count()
    overdue = Correction.objects.overdue(now).count()
    return DecisionTimes(Times(*took[:3]), Times(*took[3:]), unread, overdue)


def next_late(now: datetime.datetime) -> datetime.datetime | None:
    """Return when a report has next waited too long to be read or decided; one query."""
    rows = Correction.objects.undecided().values_list("received_at", ELECTION, "acknowledged_at")
    moments = [due_at(received_at, election) for received_at, election, _read_at in rows]
    moments += [at + Correction.ACKNOWLEDGED_WITHIN for at, _day, read_at in rows if not read_at]
    return min((moment for moment in moments if moment > now), default=None)


def in_words(time: datetime.timedelta) -> str:
    """Return a length of time in hours below two days, then in days, always rounded up."""
    if time <= 2 * DAY:
        hours = max(1, -(-time // HOUR))
        return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    days = -(-time // DAY)
    return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
