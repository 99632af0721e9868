"""Check the audit log's hashes, and find the first row that was changed.

Triggers stop the site and its administrators from changing a row. The owner of the tables can turn
triggers off, but then a hash that was kept elsewhere no longer matches.
"""

from typing import NamedTuple

from django.db import connection

from campaign.lib.audit.models import NOTHING, AuditEvent, digest

# A row without a number was added while the triggers were off.
BREAK = f"""
    SELECT number FROM (
        SELECT *, lag(number, 1, 0::bigint) OVER chain AS number_before,
            lag(hash, 1, '{NOTHING}') OVER chain AS hash_before
        FROM audit_auditevent WINDOW chain AS (ORDER BY number)
    ) AS event
    WHERE number IS NULL OR number <> number_before + 1 OR previous_hash <> hash_before
        OR hash <> {digest("event.number", "event.previous_hash", "event")}
    ORDER BY number LIMIT 1
"""  # noqa: S608 (only our own names, no values)


class Head(NamedTuple):
    """The number of a row and its hash, which depends on every row up to it."""

    number: int
    hash: str


class BrokenChainError(Exception):
    """A row was changed, removed or added in spite of the triggers."""


def head() -> Head:
    """Return the last row's number and hash; zeros for an empty log."""
    last = AuditEvent.objects.exclude(number=None).order_by("-number").first()
    return Head(last.number or 0, last.hash) if last else Head(0, NOTHING)


def check(kept: Head | None = None) -> Head:
    """Compute every hash again and return the head.

    Raises BrokenChainError with the number of the first row that doesn't match, or if the log no
    longer has `kept`, a head that someone wrote down earlier.
    """
    with connection.cursor() as cursor:
        cursor.execute(BREAK)
        broken = cursor.fetchone()
    if broken:
        where = f"at row {broken[0]}" if broken[0] else "by a row that has no number"
        raise BrokenChainError(f"The audit log was changed {where}.")
    rows = AuditEvent.objects.filter(number=kept.number, hash=kept.hash) if kept else None
    if kept and kept.number and rows is not None and not rows.exists():
        raise BrokenChainError(f"The audit log was changed at row {kept.number} or before it.")
    return head()
