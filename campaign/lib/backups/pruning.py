"""Decide which backups to keep: all from 14 days, and the last one of each of 12 months."""

import datetime
from collections.abc import Iterable
from pathlib import Path

DAYS, MONTHS = 14, 12
PATTERN = "%Y-%m-%dT%H%M%SZ.tar.age"


def file_name(moment: datetime.datetime) -> str:
    """Return the name of a backup of `moment`, such as 2026-11-30T064100Z.tar.age."""
    return moment.astimezone(datetime.UTC).strftime(PATTERN)


def prune(folder: Path, *, now: datetime.datetime) -> list[Path]:
    """Delete the backups in `folder` that we don't keep. Return their paths."""
    moments = {path: moment for path in folder.iterdir() if (moment := moment_of(path.name))}
    kept = to_keep(moments.values(), now=now)
    gone = sorted(path for path, moment in moments.items() if moment not in kept)
    for path in gone:
        path.unlink()
    return gone


def to_keep(
    moments: Iterable[datetime.datetime], *, now: datetime.datetime
) -> set[datetime.datetime]:
    """Return the `moments` whose backups we keep."""
    moments = sorted(moments)
    last_of_month = {_month(moment): moment for moment in moments}
    monthly = {moment for month, moment in last_of_month.items() if _month(now) - month <= MONTHS}
    daily = {moment for moment in moments if now - moment <= datetime.timedelta(days=DAYS)}
    return monthly | daily


def moment_of(name: str) -> datetime.datetime | None:
    """Return when the backup `name` was taken; None if it isn't a backup's name."""
    try:
        return datetime.datetime.strptime(name, PATTERN).replace(tzinfo=datetime.UTC)
    except ValueError:
        return None


def _month(moment: datetime.datetime) -> int:
    return moment.year * 12 + moment.month
