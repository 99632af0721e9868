"""Whom we asked and how often: one campaign, or all of them by chamber and party.

The table lets anyone see for themselves whether we asked everyone.
"""

import datetime
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candidates.models import Cycle, Outreach, Race
from candidates.parties import NAMES

# Parties with fewer campaigns share a row.
SMALLEST_PARTY = 10
OTHERS = ""

# By chamber and party. A campaign that was registered twice is one.
COVERAGE = """
    WITH asked AS (
        SELECT COALESCE(campaign.duplicate_of_id, campaign.id) AS id,
            count(*) AS times, min(done_on) AS first_on
        FROM candidates_outreach AS outreach
        JOIN candidates_candidacy AS campaign ON campaign.id = outreach.candidacy_id
        WHERE outreach.outcome <> ALL(%(not_asked)s)
        GROUP BY 1
    )
    SELECT race.chamber,
        CASE WHEN campaign.party_code = ANY(%(parties)s) THEN campaign.party_code ELSE '' END,
        count(*), count(asked.id), COALESCE(sum(asked.times), 0)::bigint, count(answer.id),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY answer.answered_on - asked.first_on)
            FILTER (WHERE answer.answered_on >= asked.first_on)
    FROM candidates_candidacy AS campaign
    JOIN candidates_race AS race ON race.id = campaign.race_id
    LEFT JOIN asked ON asked.id = campaign.id
    LEFT JOIN candidates_answer AS answer ON answer.id = campaign.current_answer_id
    WHERE race.cycle_id = %(cycle)s AND campaign.is_current AND campaign.duplicate_of_id IS NULL
    GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Coverage:
    """What we asked the campaigns of one party for one chamber, and what came of it.

    `asked` is how many we asked at least once, `times` how often we asked all of them together.
    `median_days` counts from the first time we asked to the answer. It's None if nobody answered
    after we asked.
    """

    chamber: str
    party: str
    campaigns: int
    asked: int
    times: int
    answered: int
    median_days: float | None

    @property
    def chamber_label(self) -> str:
        return str(Race.Chamber(self.chamber).label)

    @property
    def party_label(self) -> str | Promise:
        return NAMES.get(self.party, self.party) if self.party else _("All other parties")

    @property
    def asked_percent(self) -> int:
        """Return the share of campaigns that we asked, rounded down, so that 100 means all."""
        return self.asked * 100 // self.campaigns

    @property
    def days_shown(self) -> str:
        return "" if self.median_days is None else f"{self.median_days:g}"


def coverage(cycle: Cycle | None, parties: Collection[str]) -> list[Coverage]:
    """Return a row for each of `parties` in each chamber, and one for the others; one query.

    The House comes first, and in a chamber the party with the most campaigns. The campaigns add up
    to the people that the tracker counts.
    """
    if cycle is None:
        return []
    values: dict[str, Any] = {
        "cycle": cycle.pk,
        "parties": list(parties),
        "not_asked": [str(outcome) for outcome in Outreach.NOT_ASKED],
    }
    with connection.cursor() as cursor:
        cursor.execute(COVERAGE, values)
        rows = [Coverage(*row) for row in cursor.fetchall()]
    return sorted(
        rows, key=lambda row: (row.chamber, row.party == OTHERS, -row.campaigns, row.party)
    )


def large_parties(campaigns: Counter[str]) -> list[str]:
    """Return the codes of parties that have a row of their own, from their numbers of campaigns."""
    return sorted(code for code, count in campaigns.items() if code and count >= SMALLEST_PARTY)


class Asked(NamedTuple):
    """How often we asked a campaign, and the first and the last day.

    `days` holds the last three days, latest first.
    """

    times: int = 0
    last_on: datetime.date | None = None
    first_on: datetime.date | None = None
    days: tuple[datetime.date, ...] = ()


# The numbers go in as one array that we write ourselves. For a thousand of them, Django and psycopg
# would take longer to pass them than PostgreSQL takes to answer.
ASKED = """
    SELECT COALESCE(campaign.duplicate_of_id, campaign.id), count(*), {columns}
    FROM candidates_outreach AS outreach
    JOIN candidates_candidacy AS campaign ON campaign.id = outreach.candidacy_id
    WHERE (campaign.id = ANY(%(numbers)s::bigint[])
        OR campaign.duplicate_of_id = ANY(%(numbers)s::bigint[]))
        AND outreach.outcome <> ALL(%(not_asked)s)
    GROUP BY 1
"""
DAYS = "max(done_on), min(done_on), (array_agg(done_on ORDER BY done_on DESC))[:3]"
# PostgreSQL writes a day faster than it and Python pass one.
LAST_DAY = "to_char(max(done_on), 'YYYY-MM-DD')"


def times_asked(numbers: Collection[int]) -> dict[int, Asked]:
    """Count how often campaigns were asked, however often each was registered; one query.

    Their numbers are the keys. Campaigns that nobody asked are included. Outreach that didn't reach
    a campaign, such as a call to a bad number, isn't counted (`Outreach.NOT_ASKED`).
    """
    found = dict.fromkeys(numbers, Asked())
    for number, times, last_on, first_on, days in _asked(numbers, DAYS):
        found[number] = Asked(times, last_on, first_on, tuple(days))
    return found


def last_asked(numbers: Collection[int]) -> dict[int, tuple[int, str]]:
    """Count what `times_asked` counts, with the last day by ISO 8601; one query.

    Campaigns that nobody asked aren't included.
    """
    return {number: (times, last_on) for number, times, last_on in _asked(numbers, LAST_DAY)}


def _asked(numbers: Collection[int], columns: str) -> list[tuple[Any, ...]]:
    if not numbers:
        return []
    values: dict[str, Any] = {
        "numbers": f"{{{','.join(map(str, numbers))}}}",
        "not_asked": [str(outcome) for outcome in Outreach.NOT_ASKED],
    }
    with connection.cursor() as cursor:
        cursor.execute(ASKED.format(columns=columns), values)
        return list(cursor.fetchall())
