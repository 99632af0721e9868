"""What waits for organizers on the front page. Each app's lines are in its module `waiting`.

    @waiting.line(
        Place.RECORD,
        ngettext_lazy(
            "%(shown)s error report to decide.", "%(shown)s error reports to decide.", "count"
        ),
        "admin:candidates_correction_changelist",
        "candidates.change_correction",
    )
    def error_reports(organizer: User, now: datetime.datetime) -> Rows:
        return Correction.objects.undecided()

A line returns the rows that wait, or several querysets without a row in common. The front page
counts all lines in one statement and stops at `MOST`, so a line needs an index that finds its rows.

Where people wait for a decision by the hour, the line names its deadline, `due`, a column or an
expression. Its words then have "%(left)s", the time left for the row that's due first.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db.models import Min, QuerySet, Value
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST = 100

Rows = QuerySet[Any] | tuple[QuerySet[Any], ...]
AnyRows = TypeVar("AnyRows", bound=Callable[[User, datetime.datetime], Rows])
AnyKey = TypeVar("AnyKey", bound=Hashable)


class Place(IntEnum):
    """Where on the front page a line stands."""

    HURRIED = 0
    MINE = 1
    RECORD = 2
    WORDS = 3
    PETITIONS = 4
    SITE = 5


@dataclass(frozen=True)
class Line:
    """`words` is a lazy plural of `count` that has "%(shown)s". `where` is the name of a page.

    Filters of that page may follow its name after a question mark.
    """

    place: Place
    words: Any
    where: str
    permission: str
    rows: Callable[[User, datetime.datetime], Rows]
    due: Any = None


@dataclass(frozen=True)
class Step:
    """Something for an organizer to do, and where."""

    sentence: str | Promise
    url: str


LINES: list[Line] = []


def line(
    place: Place, words: Any, where: str, permission: str, *, due: Any = None
) -> Callable[[AnyRows], AnyRows]:
    """Register a function as a line for organizers who have a permission."""

    def register(rows: AnyRows) -> AnyRows:
        LINES.append(Line(place, words, where, permission, rows, due))
        return rows

    return register


def waiting(organizer: User, now: datetime.datetime) -> list[Step]:
    """Return what waits for an organizer, with counts, as far as they may see it.

    One query, and one more for each line with a deadline if something waits there.
    """
    autodiscover_modules("waiting")
    lines = sorted(LINES, key=lambda each: each.place)
    rows = {
        each: each.rows(organizer, now) for each in lines if organizer.has_perm(each.permission)
    }
    counts = capped_counts(rows, most=MOST)
    steps = []
    for each, found in rows.items():
        if count := counts[each]:
            said = {"count": count, "shown": shown(count)}
            if each.due is not None and isinstance(found, QuerySet):
                first = found.aggregate(first=Min(each.due))["first"]
                said["left"] = time_left(first, now)
            steps.append(Step(each.words % said, address_of(each.where)))
    return steps


def time_left(due: datetime.datetime, now: datetime.datetime) -> str:
    """Return how many whole hours are left until something is due, in words."""
    hours = (due - now) // datetime.timedelta(hours=1)
    if due <= now:
        return _("overdue")
    return ngettext("%d hour left", "%d hours left", hours) % hours if hours else _("due now")


def shown(count: int) -> str:
    """Return a capped count in figures: "100+" if there are more."""
    return str(count) if count <= MOST else f"{MOST}+"


def capped_counts(rows: Mapping[AnyKey, Rows], *, most: int) -> Counter[AnyKey]:
    """Return how many rows each key has, `most` + 1 if there are more. One query."""
    keys = list(rows)
    parts = [
        part.order_by().values_list(Value(number))[: most + 1]
        for number, each in enumerate(rows.values())
        for part in (each if isinstance(each, tuple) else (each,))
    ]
    if not parts:
        return Counter()
    first, *others = parts
    found = Counter(keys[number] for (number,) in first.union(*others, all=True))
    return Counter({key: min(count, most + 1) for key, count in found.items()})


def address_of(where: str) -> str:
    """Return the address of a page by its URL name, with any filters after a question mark."""
    name, mark, filters = where.partition("?")
    return f"{reverse(name)}{mark}{filters}"
