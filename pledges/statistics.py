"""Every public figure about signatures. No other module counts them.

A figure is the total as of the last roll-up plus what changed since, read in one statement, so it
moves with each confirmation and is the same on every page.
"""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.lib.cache.counts import note_counts
from pledges.goals import goal_shown
from pledges.models import Petition
from pledges.places import UNKNOWN, place_names

# A smaller row could single someone out.
SMALLEST_ROW = 10

COUNTED = """(
        SELECT petition_id, place, false AS is_on_paper, count FROM pledges_placetally
        UNION ALL
        SELECT petition_id, place, false, change FROM pledges_countchange
        UNION ALL
        SELECT petition_id, place, true, count FROM pledges_paperbatch
        WHERE taken_back_at IS NULL AND NOT awaits_release
    ) AS counted"""
# Petition, place, whether on paper, signatures.
BY_PLACE = f"""
    SELECT petition_id, place, is_on_paper, sum(count)::bigint
    FROM {COUNTED}
    WHERE petition_id = ANY(%s)
    GROUP BY petition_id, place, is_on_paper
"""  # noqa: S608 (our own)
# How many petitions there are, their signatures online, and those on paper. The condition is the
# same as `Petition.objects.published`: nearly every page asks, and Django would write it each time.
OF_ALL = f"""
    SELECT count(DISTINCT petition.id),
        coalesce(sum(count) FILTER (WHERE NOT is_on_paper), 0)::bigint,
        coalesce(sum(count) FILTER (WHERE is_on_paper), 0)::bigint
    FROM pledges_petition AS petition LEFT JOIN {COUNTED} ON counted.petition_id = petition.id
    WHERE petition.state <> 'draft' AND (petition.opens_at IS NULL OR petition.opens_at <= %s)
"""  # noqa: S608 (our own)
# Day, signatures of that day; of a batch on paper the day on which it was collected.
BY_DAY = """
    SELECT day, sum(count)::bigint
    FROM (
        SELECT petition_id, day, count FROM pledges_daytally
        UNION ALL
        SELECT petition_id, day, change FROM pledges_countchange
        UNION ALL
        SELECT petition_id, collected_on, count FROM pledges_paperbatch
        WHERE taken_back_at IS NULL AND NOT awaits_release
    ) AS counted
    WHERE petition_id = %s
    GROUP BY day HAVING sum(count) <> 0 ORDER BY day
"""


@dataclass(frozen=True)
class PlaceRow:
    """A published row: a place, or the rest, whose `code` is empty."""

    code: str
    name: str | Promise
    count: int


@dataclass(frozen=True)
class PetitionFigures:
    """The published figures of one petition.

    `total` is `online` plus `on_paper`, and the sum of the rows `by_place`. A row is below
    SMALLEST_ROW only if it is the only one.
    """

    online: int
    on_paper: int
    goal: int
    by_place: list[PlaceRow]

    @property
    def total(self) -> int:
        return self.online + self.on_paper

    @property
    def largest_row(self) -> int:
        return max((row.count for row in self.by_place), default=0)

    @property
    def left(self) -> int:
        """Return how many more reach the goal: 0 where a pinned one is reached."""
        return max(0, self.goal - self.total)

    @property
    def is_goal_reached(self) -> bool:
        return self.total >= self.goal


@dataclass(frozen=True)
class SignatureFigures:
    petitions: int
    online: int
    on_paper: int

    @property
    def total(self) -> int:
        return self.online + self.on_paper


def petition_figures(petition: Petition) -> PetitionFigures:
    """Count one petition; one query."""
    return figures_of([petition])[petition.pk]


def figures_of(petitions: Collection[Petition]) -> dict[int, PetitionFigures]:
    """Count petitions by their ids; one query, however many there are."""
    names = place_names()
    online: dict[int, dict[str, int]] = {petition.pk: {} for petition in petitions}
    on_paper: dict[int, dict[str, int]] = {petition.pk: {} for petition in petitions}
    for petition_id, place, is_on_paper, count in _counts(list(online)):
        (on_paper if is_on_paper else online)[petition_id][place] = count
    found = {}
    for petition in petitions:
        here, there = online[petition.pk], on_paper[petition.pk]
        counts = {place: here.get(place, 0) + there.get(place, 0) for place in {*here, *there}}
        total = sum(counts.values())
        found[petition.pk] = PetitionFigures(
            online=sum(here.values()),
            on_paper=sum(there.values()),
            goal=goal_shown(petition.goal, total, is_pinned=petition.goal_pinned),
            by_place=published_rows(counts, names),
        )
    return found


def _counts(petition_ids: list[int]) -> list[tuple[int, str, bool, int]]:
    """Return what BY_PLACE says of petitions; one query."""
    note_counts()
    with connection.cursor() as cursor:
        cursor.execute(BY_PLACE, [petition_ids])
        return list(cursor.fetchall())


def published_rows(counts: dict[str, int], names: dict[str, str | Promise]) -> list[PlaceRow]:
    """Return the rows that may be published, the largest first, which add up to all `counts`.

    Unknown places and those below SMALLEST_ROW are one row at the end. While that row is below
    SMALLEST_ROW itself, the next smallest joins it.
    """
    large = sorted(
        (
            PlaceRow(place, names[place], count)
            for place, count in counts.items()
            if count >= SMALLEST_ROW and place in names
        ),
        key=lambda row: (-row.count, str(row.name)),
    )
    left = sum(counts.values()) - sum(row.count for row in large)
    while large and 0 < left < SMALLEST_ROW:
        left += large.pop().count
    return [*large, PlaceRow(UNKNOWN, _("Other and unknown"), left)] if left else large


def signatures_by_day(petition: Petition) -> list[tuple[datetime.date, int]]:
    """Return the days, in Eastern time, on which signatures that count were confirmed; one query.

    They add up to the petition's total.
    """
    note_counts()
    with connection.cursor() as cursor:
        cursor.execute(BY_DAY, [petition.pk])
        return list(cursor.fetchall())


def signature_figures(now: datetime.datetime) -> SignatureFigures:
    """Count all petitions that are public at the moment `now`; one query."""
    note_counts()
    with connection.cursor() as cursor:
        cursor.execute(OF_ALL, [now])
        return SignatureFigures(*cursor.fetchone())
