"""Which answer of a campaign came later, where a date alone doesn't say.

Every published answer has a `position` among those of its campaign: a greater one came later. A new
answer takes a place between those that count. Where the dates leave several places, somebody has to
choose one.
"""

import calendar
import datetime
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from candidates.derivation import place_in_time
from candidates.models import Answer

# The value of the last place that is possible.
LAST = "last"


def last_day(day: datetime.date, precision: str) -> datetime.date:
    """Return the last day of what is known: the day itself, or the end of its month or year."""
    if precision == "year":
        return day.replace(month=12, day=31)
    if precision == "month":
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day


def is_before(first: Answer, second: Answer) -> bool:
    """Say whether every possible day of `first` comes before every possible day of `second`."""
    return last_day(first.answered_on, first.answered_on_precision) < second.answered_on


def possible_places(answer: Answer, others: Sequence[Answer]) -> dict[str, Answer | None]:
    """Return each place that the dates allow, the earliest first.

    `others` are the answers that count, in order, without `answer` and the one that it corrects.
    A place is named by the number of the answer that comes right after it, the last one `LAST`.
    """
    lowest = max((i + 1 for i, other in enumerate(others) if is_before(other, answer)), default=0)
    highest = min(
        (i for i, other in enumerate(others) if is_before(answer, other)), default=len(others)
    )
    places: dict[str, Answer | None] = {
        str(others[index].pk): others[index] for index in range(lowest, highest)
    }
    places[LAST] = others[highest] if highest < len(others) else None
    return places


def position_before(follower: Answer | None, taken: Iterable[float]) -> float:
    """Return a position right before `follower`, or after all that are `taken`."""
    if follower is None:
        return max(taken, default=0) + 1
    end = place_in_time(follower)
    return (max((place for place in taken if place < end), default=end - 2) + end) / 2


def refuse_to_guess_an_order(retracted: Answer, live: Iterable[Answer]) -> None:
    """Raise ValidationError where nobody could say what comes later once `retracted` is gone.

    What it corrected counts again then, and may overlap with an answer published since.
    """
    brought_back = retracted.supersedes
    if brought_back is None or retracted.published_at is None:
        return
    for other in live:
        if other.published_at is None or other.published_at <= retracted.published_at:
            continue
        first, second = sorted((brought_back, other), key=place_in_time)
        if not is_before(first, second):
            raise ValidationError(
                _(
                    "Correct this answer instead of retracting it. If we retract it, the answer it "
                    "corrected would count again, and we don’t know whether that one came before "
                    "“%(other)s.”"
                ),
                code="order_unknown",
                params={"other": other},
            )
