"""Signatures by hour, and the hours when one domain or network sent unusually many.

Checking is cheap no matter how many people sign: it reads the last two hours, and once a day a week
of signatures from the busy domains.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Q
from django.db.models.functions import TruncHour
from django.utils import timezone

from pledges.models import Petition, Signature, Surge

# A table at an event or a large newsletter brings as many; fewer barely change a count.
FEWEST = 30
MANY_TIMES_USUAL = 5
USUAL_OVER_DAYS = 7
USUAL_KEPT_SECONDS = 24 * 60 * 60
HOURS_SHOWN = 48

# Sign-ups by petition, hour and domain or network: those with at least FEWEST. The
# petitions are named, so that one index finds the newest signatures of each.
BUSY = """
    WITH recent AS (
        SELECT petition_id, supporter_id, block_hash, date_trunc('hour', signed_at) AS hour
        FROM pledges_signature
        WHERE petition_id = ANY(%(petitions)s) AND signed_at >= %(since)s
    )
    SELECT petition_id, 'domain', domain_key, hour, count(*)
    FROM recent JOIN pledges_supporter ON pledges_supporter.id = supporter_id
    GROUP BY petition_id, domain_key, hour HAVING count(*) >= %(fewest)s
    UNION ALL
    SELECT petition_id, 'block', block_hash, hour, count(*)
    FROM recent WHERE block_hash IS NOT NULL
    GROUP BY petition_id, block_hash, hour HAVING count(*) >= %(fewest)s
"""
# Sign-ups of one petition by domain in the days before one.
BEFORE = """
    SELECT domain_key, count(*)
    FROM pledges_signature JOIN pledges_supporter ON pledges_supporter.id = supporter_id
    WHERE petition_id = %(petition)s AND signed_at >= %(since)s AND signed_at < %(day)s
        AND domain_key = ANY(%(domains)s)
    GROUP BY domain_key
"""


@dataclass(frozen=True)
class Busy:
    """A domain or network that sent many sign-ups for a petition in one hour."""

    petition_id: int
    kind: str
    key: bytes
    hour: datetime.datetime
    count: int

    @property
    def day(self) -> datetime.datetime:
        return self.hour.replace(hour=0)


@dataclass(frozen=True)
class Hour:
    """The sign-ups of one hour, and what became of them so far."""

    begins_at: datetime.datetime
    signed: int = 0
    confirmed: int = 0
    quarantined: int = 0


def note_surges(*, now: datetime.datetime) -> int:
    """Note the surges of this hour and the last full one; return how many there are."""
    petitions = list(
        Petition.objects.exclude(state=Petition.State.DRAFT).values_list("pk", flat=True)
    )
    since = _hour_of(now) - datetime.timedelta(hours=1)
    with connection.cursor() as cursor:
        cursor.execute(BUSY, {"petitions": petitions, "since": since, "fewest": FEWEST})
        busy = [Busy(*row) for row in cursor.fetchall()]
    usual = _usual_counts([each for each in busy if each.kind == Surge.Kind.DOMAIN])
    surges = [
        Surge(
            petition_id=each.petition_id,
            kind=each.kind,
            key=each.key,
            hour=each.hour,
            count=each.count,
            usual_count=usual.get(each, 0.0),
        )
        for each in busy
        if each.count > MANY_TIMES_USUAL * usual.get(each, 0.0)
    ]
    Surge.objects.bulk_create(
        surges,
        update_conflicts=True,
        unique_fields=["petition", "kind", "key", "hour"],
        update_fields=["count", "usual_count"],
    )
    return len(surges)


def _usual_counts(domains: Sequence[Busy]) -> dict[Busy, float]:
    """Return each domain's average sign-ups per hour over the week before."""
    names = {
        each: f"usual:{each.day:%Y%m%d}:{each.petition_id}:{each.key.hex()}" for each in domains
    }
    usual: dict[str, float] = cache.get_many(names.values())
    unknown: dict[tuple[datetime.datetime, int], dict[bytes, str]] = {}
    for each, name in names.items():
        if name not in usual:
            unknown.setdefault((each.day, each.petition_id), {})[each.key] = name
    for (day, petition_id), keys in unknown.items():
        since = day - datetime.timedelta(days=USUAL_OVER_DAYS)
        values: dict[str, Any] = {
            "petition": petition_id,
            "since": since,
            "day": day,
            "domains": list(keys),
        }
        with connection.cursor() as cursor:
            cursor.execute(BEFORE, values)
            before = dict(cursor.fetchall())
        found = {name: before.get(key, 0) / (USUAL_OVER_DAYS * 24) for key, name in keys.items()}
        cache.set_many(found, USUAL_KEPT_SECONDS)
        usual |= found
    return {each: usual[name] for each, name in names.items()}


def hours_of(petition: Petition, *, now: datetime.datetime) -> list[Hour]:
    """Return the last HOURS_SHOWN hours of a petition, the current one first; one query."""
    latest = _hour_of(now)
    first = latest - datetime.timedelta(hours=HOURS_SHOWN - 1)
    states = Signature.State
    counted = (
        petition.signatures.filter(signed_at__gte=first)
        .order_by()
        .annotate(hour=TruncHour("signed_at", tzinfo=datetime.UTC))
        .values("hour")
        .annotate(
            signed=Count("pk"),
            confirmed=Count("pk", filter=Q(state=states.CONFIRMED)),
            quarantined=Count("pk", filter=Q(state=states.QUARANTINED)),
        )
        .values_list("hour", "signed", "confirmed", "quarantined")
    )
    known = {row[0]: Hour(*row) for row in counted}
    hours = (latest - datetime.timedelta(hours=number) for number in range(HOURS_SHOWN))
    return [known.get(hour, Hour(hour)) for hour in hours]


def _hour_of(moment: datetime.datetime) -> datetime.datetime:
    return moment.astimezone(datetime.UTC).replace(minute=0, second=0, microsecond=0)


def recent_surges(petition: Petition, *, now: datetime.datetime) -> list[Surge]:
    """Return the surges of the hours that `hours_of` shows; one query."""
    since = timezone.localtime(now) - datetime.timedelta(hours=HOURS_SHOWN)
    return list(petition.surges.since(since).with_names())
