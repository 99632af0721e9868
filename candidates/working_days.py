"""Working days: Monday to Friday, without the federal holidays (5 U.S.C. 6103)."""

import datetime

from django.utils import timezone

ONE_DAY = datetime.timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
# Month and day. On a Saturday they're observed the day before, on a Sunday the day after.
FIXED = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
# Month, weekday (Monday is 0), and which one of the month; -1 is the last.
FLOATING = ((1, 0, 3), (2, 0, 3), (5, 0, -1), (9, 0, 1), (10, 0, 2), (11, 3, 4))


def federal_holidays(year: int) -> set[datetime.date]:
    """Return the days on which the holidays of a year are observed, one maybe a year earlier."""
    fixed = {_observed(datetime.date(year, month, day)) for month, day in FIXED}
    return fixed | {_floating(year, *rule) for rule in FLOATING}


def is_working_day(day: datetime.date) -> bool:
    holidays = federal_holidays(day.year) | federal_holidays(day.year + 1)
    return day.weekday() < SATURDAY and day not in holidays


def end_of_working_days(now: datetime.datetime, days: int) -> datetime.datetime:
    """Return the midnight that ends the last of so many working days after the day of `now`."""
    day = timezone.localdate(now)
    while days > 0:
        day += ONE_DAY
        days -= is_working_day(day)
    return timezone.make_aware(datetime.datetime.combine(day + ONE_DAY, datetime.time()))


def _observed(day: datetime.date) -> datetime.date:
    return day + {SATURDAY: -ONE_DAY, SUNDAY: ONE_DAY}.get(day.weekday(), datetime.timedelta())


def _floating(year: int, month: int, weekday: int, which: int) -> datetime.date:
    if which < 0:
        return _floating(year, month + 1, weekday, 1) - datetime.timedelta(weeks=1)
    first = datetime.date(year, month, 1)
    first += datetime.timedelta(days=(weekday - first.weekday()) % 7)
    return first + datetime.timedelta(weeks=which - 1)
