import datetime
import hashlib
import hmac
import secrets

from django.conf import settings
from django.db import connection, transaction

from campaign.lib.forms import PublicForm

TEN_MINUTES = 600
ONE_DAY = 86_400
# People at an event or with the same carrier share a block of addresses.
OF_A_BLOCK = 60
OF_A_SENDER = 20
# Why a form is held for review.
HONEYPOT, LIMIT = "honeypot", "limit"
SALT_BYTES = 32
# A salt may still be needed the day after its own. The day after that, it's destroyed.
DAYS_KEPT_AFTER_ITS_OWN = 1

# One statement locks the row of a key while it counts the tokens. So however many checks run
# at once, only as many pass as there are tokens. A check that finds too few writes nothing.
TAKE_ONE = """
    INSERT INTO limits_bucket AS bucket (key, tokens, counted_at)
    VALUES (%(key)s, %(capacity)s - 1, %(now)s)
    ON CONFLICT (key) DO UPDATE SET
        tokens = least(
            %(capacity)s,
            bucket.tokens + %(tokens_per_second)s
                * greatest(0, extract(epoch FROM %(now)s - bucket.counted_at))
        ) - 1,
        counted_at = greatest(bucket.counted_at, %(now)s)
    WHERE bucket.tokens + %(tokens_per_second)s
        * greatest(0, extract(epoch FROM %(now)s - bucket.counted_at)) >= 1
"""


# The salt of the latest day this process was asked about, once committed. If PostgreSQL
# crashes, the table is empty and other processes make another salt. So we forget it along with
# the connection (apps.py).
_known_salt: tuple[datetime.date, bytes] | None = None


def allow(
    purpose: str, identity: str, *, capacity: int, per_seconds: int, now: datetime.datetime
) -> bool:
    """Take one token of `identity` for `purpose`; return False when none is left.

    `capacity` tokens can be taken at once and all are there again after `per_seconds`. Call it
    outside a transaction: others who share the identity wait until the caller's has ended.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            TAKE_ONE,
            {
                "key": daily_hash(purpose, identity, now=now),
                "capacity": float(capacity),
                "tokens_per_second": capacity / per_seconds,
                "now": now,
            },
        )
        taken_count: int = cursor.rowcount
    return taken_count == 1


def quarantine_of(
    form: PublicForm, what: str, client_block: str, sender: str, *, now: datetime.datetime
) -> str:
    """Count a valid form; return HONEYPOT or LIMIT if it is to be held for review, else "".

    `what` is its kind. `client_block` is the network that it came from, which isn't stored.
    `sender` is an email address in upper or lower case, or empty if there is none.
    """
    if form.filled_honeypot:
        return HONEYPOT
    is_allowed = allow(
        f"{what} by block", client_block, capacity=OF_A_BLOCK, per_seconds=TEN_MINUTES, now=now
    )
    if is_allowed and sender:
        address = sender.casefold()
        is_allowed = allow(
            f"{what} by sender", address, capacity=OF_A_SENDER, per_seconds=ONE_DAY, now=now
        )
    return "" if is_allowed else LIMIT


def daily_hash(purpose: str, identity: str, *, now: datetime.datetime) -> bytes:
    """Return what stands for `identity` today (UTC), 32 bytes; nobody can tell after 48 hours."""
    salt = _salt_of(now.astimezone(datetime.UTC).date())
    daily_key = hmac.digest(settings.SECRET_KEY.encode(), salt, hashlib.sha256)
    return hmac.digest(daily_key, f"{purpose}\0{identity}".encode(), hashlib.sha256)


def destroy_old_keys(*, now: datetime.datetime) -> tuple[int, int]:
    """Delete salts after 48 hours and buckets of earlier days; return how many of each."""
    today = now.astimezone(datetime.UTC).date()
    midnight = datetime.datetime.combine(today, datetime.time.min, datetime.UTC)
    with connection.cursor() as cursor:
        salt_count = _destroy_old_salts(today)
        # None of today's keys can have been counted before today.
        cursor.execute("DELETE FROM limits_bucket WHERE counted_at < %s", [midnight])
        bucket_count: int = cursor.rowcount
    return salt_count, bucket_count


def _salt_of(day: datetime.date) -> bytes:
    connection.ensure_connection()  # a new one forgets the salt
    if _known_salt and _known_salt[0] == day:
        return _known_salt[1]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO limits_dailysalt (day, salt) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [day, secrets.token_bytes(SALT_BYTES)],
        )
        if cursor.rowcount:
            # The periodic task does this too. Here it happens even if no worker runs.
            _destroy_old_salts(day)
        cursor.execute("SELECT salt FROM limits_dailysalt WHERE day = %s", [day])
        salt = bytes(cursor.fetchone()[0])
    transaction.on_commit(lambda: _remember(day, salt))
    return salt


def _remember(day: datetime.date, salt: bytes) -> None:
    global _known_salt
    _known_salt = (day, salt)


def forget_salt(**_signal: object) -> None:
    global _known_salt
    _known_salt = None


def _destroy_old_salts(today: datetime.date) -> int:
    oldest_kept = today - datetime.timedelta(days=DAYS_KEPT_AFTER_ITS_OWN)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM limits_dailysalt WHERE day < %s", [oldest_kept])
        salt_count: int = cursor.rowcount
    return salt_count
