"""Takes emails from the queue and stores what became of them, all in short SQL.

A sender holds an email by `claimed_until`. If it's killed, its claims stay. After that
moment, any sender can take the emails again.
"""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from campaign.lib.outbox.connections import Letter
from campaign.lib.outbox.kinds import Recipient, kind_names

# The email that tells administrators about a paused lane doesn't wait for the lane.
NEVER_PAUSED = "lane_paused"
LEASE = """
    WITH due AS (
        SELECT id FROM outbox_message
        WHERE lane = %(lane)s AND outcome = '' AND due_at <= %(now)s AND kind = ANY(%(kinds)s)
            AND (claimed_until IS NULL OR claimed_until < %(now)s)
            AND (kind = %(never_paused)s OR NOT EXISTS (
                SELECT FROM outbox_lanestate WHERE lane = %(lane)s AND paused_at IS NOT NULL
            ))
        ORDER BY due_at, id LIMIT %(count)s
        FOR UPDATE SKIP LOCKED
    )
    UPDATE outbox_message AS message SET claimed_until = %(until)s
    FROM due WHERE message.id = due.id
    RETURNING message.id, kind, object_id, batch_id, tries
"""
RENEW = """
    UPDATE outbox_message SET claimed_until = %(until)s
    WHERE id = ANY(%(ids)s) AND outcome = '' AND claimed_until = ANY(%(held_until)s)
    RETURNING id
"""
STILL_DUE = """
    SELECT id FROM outbox_message WHERE id = ANY(%(ids)s) AND outcome = '' AND due_at <= %(now)s
"""
# If an email was canceled on its way but arrived, it was sent.
NOTE = """
    UPDATE outbox_message AS message SET
        outcome = noted.outcome,
        reply_code = noted.reply_code,
        tries = message.tries + noted.tries,
        due_at = coalesce(noted.due_at, message.due_at),
        claimed_until = NULL,
        finished_at = CASE WHEN noted.outcome <> '' THEN %(now)s::timestamptz END
    FROM unnest(
        %(ids)s::bigint[], %(outcomes)s::text[], %(reply_codes)s::text[], %(tries)s::int[],
        %(due_at)s::timestamptz[]
    ) AS noted (id, outcome, reply_code, tries, due_at)
    WHERE message.id = noted.id
        AND (message.outcome = '' OR message.outcome = 'canceled' AND noted.outcome = 'sent')
"""


class Note(NamedTuple):
    """What to store about one email: its outcome, or no outcome and when it's due again."""

    message_id: int
    outcome: str
    reply_code: str = ""
    tries: int = 0
    due_at: datetime.datetime | None = None


def lease(
    lane: str, count: int, *, now: datetime.datetime, until: datetime.datetime
) -> list[Letter]:
    """Take up to `count` due emails of a lane, oldest first. None if the lane is paused.

    No two senders hold the same one before `until`. Kinds that no app registers stay.
    """
    values: dict[str, Any] = {
        "lane": lane,
        "count": count,
        "now": now,
        "until": until,
        "kinds": kind_names(),
        "never_paused": NEVER_PAUSED,
    }
    with connection.cursor() as cursor:
        cursor.execute(LEASE, values)
        rows = cursor.fetchall()
    return [
        Letter(message_id, kind, Recipient(object_id, batch_id), tries, until)
        for message_id, kind, object_id, batch_id, tries in sorted(rows)
    ]


def renew(letters: Sequence[Letter], *, until: datetime.datetime) -> list[Letter]:
    """Hold letters longer. Return those that nobody else took meanwhile."""
    held = {letter.claimed_until for letter in letters}
    ids = [letter.message_id for letter in letters]
    with connection.cursor() as cursor:
        cursor.execute(RENEW, {"ids": ids, "held_until": list(held), "until": until})
        renewed = {message_id for (message_id,) in cursor.fetchall()}
    kept = [letter for letter in letters if letter.message_id in renewed]
    for letter in kept:
        letter.claimed_until = until
    return kept


def still_due(letters: Sequence[Letter], *, now: datetime.datetime) -> set[int]:
    """Return the numbers of leased emails that haven't been canceled or held since."""
    with connection.cursor() as cursor:
        cursor.execute(STILL_DUE, {"ids": [letter.message_id for letter in letters], "now": now})
        return {message_id for (message_id,) in cursor.fetchall()}


def note(notes: Sequence[Note], *, now: datetime.datetime) -> None:
    columns = list(zip(*notes, strict=True))
    names = ("ids", "outcomes", "reply_codes", "tries", "due_at")
    values = dict(zip(names, map(list, columns), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(NOTE, {**values, "now": now})
