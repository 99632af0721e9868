"""How long we took to decide error reports, for everyone to see."""

import datetime
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import ngettext

from candidates.models import Correction
from candidates.models.corrections import ELECTION, due_at

# From the moment a report came, also if it was first held for review.
DECIDED = """
    SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY decided_at - received_at),
        max(decided_at - received_at)
    FROM candidates_correction WHERE decision <> '' AND received_at > %s
"""
# What is older says little about how we work now.
COUNTED = datetime.timedelta(days=365)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@dataclass(frozen=True)
class DecisionTimes:
    """The reports decided in a year, the middle and the longest time, and what is overdue now.

    Both times are None if nothing was decided.
    """

    decided: int
    median: datetime.timedelta | None
    longest: datetime.timedelta | None
    overdue: int

    @property
    def median_in_words(self) -> str:
        return in_words(self.median) if self.median is not None else ""

    @property
    def longest_in_words(self) -> str:
        return in_words(self.longest) if self.longest is not None else ""


def decision_times(now: datetime.datetime) -> DecisionTimes:
    """Return how long we took for what came within a year before `now`; two queries."""
    with connection.cursor() as cursor:
        cursor.execute(DECIDED, [now - COUNTED])
        decided, median, longest = cursor.fetchone()
    return DecisionTimes(decided, median, longest, Correction.objects.overdue(now).count())


def next_overdue(now: datetime.datetime) -> datetime.datetime | None:
    """Return when the next report in the queue becomes overdue; one query."""
    waiting = Correction.objects.undecided().values_list("received_at", ELECTION)
    return min((due for each in waiting if (due := due_at(*each)) > now), default=None)


def in_words(time: datetime.timedelta) -> str:
    """Return a length of time in hours below two days, then in days, always rounded up."""
    if time <= 2 * DAY:
        hours = max(1, -(-time // HOUR))
        return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    days = -(-time // DAY)
    return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
