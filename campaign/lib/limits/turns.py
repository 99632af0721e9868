"""When something may happen that many ask for: over a limit it waits for its turn.

`buckets` refuses what is over a limit; this module delays it, and decides about many requests with
a few statements. Other transactions that take turns wait until the caller's has ended, so take
turns after every other lock.
"""

import datetime
import hashlib
import hmac
import secrets
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from campaign.lib.limits.buckets import SALT_BYTES

# The number of a PostgreSQL advisory lock that nothing else uses.
LOCK = 1_937_006_964
# A day's salt lasts this long, and so does everything we know about the day's turns.
DAYS_REMEMBERED = 30
# A turn is at most this many days after the day it was given, whose salt it's stored under.
MOST_DAYS_AHEAD = 2

READ_BUCKETS = "SELECT key, tokens, counted_at FROM limits_bucket WHERE key = ANY(%s)"
WRITE_BUCKETS = """
    INSERT INTO limits_bucket AS bucket (key, tokens, counted_at)
    SELECT key, tokens, %s FROM unnest(%s::bytea[], %s::float[]) AS counted (key, tokens)
    ON CONFLICT (key) DO UPDATE SET tokens = excluded.tokens,
        counted_at = greatest(bucket.counted_at, excluded.counted_at)
"""
MAKE_SALT = "INSERT INTO limits_monthsalt (day, salt) VALUES (%s, %s) ON CONFLICT DO NOTHING"
# Half of what makes a key stays in the database, the other half outside of it.
READ_TURNS = """
    SELECT asked.identity, turn.at
    FROM unnest(%s::bytea[], %s::timestamptz[]) AS asked (identity, since)
    JOIN limits_monthsalt AS salt ON salt.day > %s AND salt.day >= asked.since::date - %s
    JOIN limits_turn AS turn
        ON turn.key = sha256(salt.salt || asked.identity) AND turn.at > asked.since
    ORDER BY turn.at
"""
WRITE_TURNS = """
    INSERT INTO limits_turn (key, at)
    SELECT sha256(salt.salt || identity), taken.at
    FROM unnest(%s::bytea[], %s::timestamptz[]) AS taken (identity, at)
    JOIN limits_monthsalt AS salt ON salt.day = %s
"""


@dataclass(frozen=True)
class Pace:
    """`at_once` turns right away, then one every `seconds_apart`; at most `most_waiting` wait.

    A key has `most` turns in all, so a key of the day has as many a day.
    """

    at_once: int
    seconds_apart: float
    most_waiting: int
    most: int


@dataclass(frozen=True)
class Allowance:
    """At most `count` turns within any `period`, which is DAYS_REMEMBERED days at most."""

    count: int
    period: datetime.timedelta


@dataclass(frozen=True)
class Wanted:
    """A turn that is wanted: not before `earliest`, and within the allowances of its identities."""

    earliest: datetime.datetime
    allowances: Sequence[tuple[bytes, Sequence[Allowance]]]


def identity(purpose: str, name: bytes) -> bytes:
    """Return what stands for `name` in allowances: 32 bytes that are never stored."""
    key = settings.SECRET_KEY.encode()
    return hmac.digest(key, purpose.encode() + b"\0" + name, hashlib.sha256)


def take_paced_turns(
    pace: Pace, keys: Sequence[bytes], *, now: datetime.datetime
) -> list[datetime.datetime | None]:
    """Return when each of `keys`, of 32 bytes, has its turn; None for one turn too many."""
    one_at_a_time()
    buckets = {key: (_derived(b"pace", key), _derived(b"most", key)) for key in set(keys)}
    tokens = {
        bucket: float(full)
        for paced, counted in buckets.values()
        for bucket, full in ((paced, pace.at_once), (counted, pace.most))
    }
    paced_buckets = {paced for paced, _counted in buckets.values()}
    with connection.cursor() as cursor:
        cursor.execute(READ_BUCKETS, [list(tokens)])
        for row in cursor.fetchall():
            bucket, left = bytes(row[0]), row[1]
            if bucket in paced_buckets:
                seconds = max(0.0, (now - row[2]).total_seconds())
                left = min(float(pace.at_once), left + seconds / pace.seconds_apart)
            tokens[bucket] = left
        turns: list[datetime.datetime | None] = []
        for key in keys:
            paced, counted = buckets[key]
            if tokens[paced] - 1 < -pace.most_waiting or tokens[counted] < 1:
                turns.append(None)
                continue
            tokens[paced] -= 1
            tokens[counted] -= 1
            waiting = max(0.0, -tokens[paced])
            turns.append(now + datetime.timedelta(seconds=waiting * pace.seconds_apart))
        cursor.execute(WRITE_BUCKETS, [now, list(tokens), list(tokens.values())])
    return turns


def take_turns(
    wanted: Sequence[Wanted], *, now: datetime.datetime, latest: datetime.datetime
) -> list[datetime.datetime | None]:
    """Return when each has its turn; None, and nothing is counted, where that is after `latest`.

    `latest` is at most MOST_DAYS_AHEAD days after `now`.
    """
    one_at_a_time()
    today = now.astimezone(datetime.UTC).date()
    taken = _turns_taken(wanted, now)
    new: list[tuple[bytes, datetime.datetime]] = []
    turns: list[datetime.datetime | None] = []
    for each in wanted:
        at = _first_free(each, taken, latest)
        turns.append(at)
        if at:
            new += [(name, at) for name, _limits in each.allowances]
            for name, _limits in each.allowances:
                insort(taken[name], at)
    names, moments = [name for name, _at in new], [at for _name, at in new]
    with connection.cursor() as cursor:
        cursor.execute(MAKE_SALT, [today, secrets.token_bytes(SALT_BYTES)])
        cursor.execute(WRITE_TURNS, [names, moments, today])
    return turns


def _turns_taken(
    wanted: Sequence[Wanted], now: datetime.datetime
) -> defaultdict[bytes, list[datetime.datetime]]:
    """Return the turns of each identity that its allowances still count, the first one first."""
    since = {
        name: now - max((limit.period for limit in limits), default=datetime.timedelta())
        for each in wanted
        for name, limits in each.allowances
    }
    taken: defaultdict[bytes, list[datetime.datetime]] = defaultdict(list)
    today = now.astimezone(datetime.UTC).date()
    with connection.cursor() as cursor:
        cursor.execute(
            READ_TURNS,
            [list(since), list(since.values()), _newest_forgotten(today), MOST_DAYS_AHEAD],
        )
        for name, at in cursor.fetchall():
            taken[bytes(name)].append(at)
    return taken


def forget_old_turns(*, now: datetime.datetime) -> tuple[int, int]:
    """Delete salts at DAYS_REMEMBERED days, and the turns that were found by them."""
    today = now.astimezone(datetime.UTC).date()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM limits_monthsalt WHERE day <= %s", [_newest_forgotten(today)])
        salt_count: int = cursor.rowcount
        cursor.execute(
            "DELETE FROM limits_turn WHERE at < %s",
            [now - datetime.timedelta(days=DAYS_REMEMBERED)],
        )
        turn_count: int = cursor.rowcount
    return salt_count, turn_count


def one_at_a_time() -> None:
    """Wait until no other transaction takes turns, and keep others waiting until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _first_free(
    wanted: Wanted, taken: Mapping[bytes, list[datetime.datetime]], latest: datetime.datetime
) -> datetime.datetime | None:
    """Return the first moment until `latest` that is within every allowance, None without one."""
    rules = [(taken[name], limit) for name, limits in wanted.allowances for limit in limits]
    at = wanted.earliest
    while at <= latest:
        later = max(
            [_after_the_busy_period(at, moments, limit) for moments, limit in rules] or [at]
        )
        if later == at:
            return at
        at = later
    return None


def _after_the_busy_period(
    at: datetime.datetime, taken: Sequence[datetime.datetime], limit: Allowance
) -> datetime.datetime:
    """Return `at`, or the next moment that may be free where one more at `at` is one too many.

    `taken` is in order. Too many are `limit.count` in a row that lie within a period with `at`.
    """
    place = bisect_right(taken, at)
    for first in range(min(place, len(taken) - limit.count), max(-1, place - limit.count - 1), -1):
        last = taken[first + limit.count - 1]
        if max(at, last) - min(at, taken[first]) < limit.period:
            return taken[first] + limit.period
    return at


def _newest_forgotten(today: datetime.date) -> datetime.date:
    return today - datetime.timedelta(days=DAYS_REMEMBERED)


def _derived(purpose: bytes, key: bytes) -> bytes:
    return hashlib.sha256(purpose + key).digest()
