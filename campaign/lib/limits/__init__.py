"""How often something may be done, by identities that nobody can read afterwards.

    if not limits.allow("report", client_block(request), capacity=60, per_seconds=600, now=now):

A token bucket holds `capacity` tokens and fills again within `per_seconds`. PostgreSQL keeps it
under an HMAC of purpose and identity; the key changes every day (UTC), and with it every bucket
starts over. With the database and its dumps alone, no one can find an identity, not even by
trying them all: the HMAC's key is made of the day's salt, which is destroyed within 48 hours, and
of SECRET_KEY, which is not in the database.

What is over a limit and should wait instead takes a turn: see `campaign.lib.limits.turns`.
"""

from campaign.lib.limits.buckets import (
    HONEYPOT,
    LIMIT,
    ONE_DAY,
    TEN_MINUTES,
    allow,
    daily_hash,
    quarantine_of,
)

__all__ = [
    "HONEYPOT",
    "LIMIT",
    "ONE_DAY",
    "TEN_MINUTES",
    "allow",
    "daily_hash",
    "quarantine_of",
]
