"""Putting emails into the outbox."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from campaign.lib.outbox.kinds import kind_of

# Within a mailing, nobody gets two. Nothing else here can conflict.
INSERT = """
    INSERT INTO outbox_message
        (lane, kind, object_id, batch_id, queued_at, due_at, tries, outcome, reply_code)
    SELECT %(lane)s, %(kind)s, object_id, %(batch_id)s, %(now)s, due_at, 0, '', ''
    FROM unnest(%(object_ids)s::bigint[], %(due_at)s::timestamptz[]) AS asked (object_id, due_at)
    ON CONFLICT DO NOTHING
"""


def queue(
    kind: str,
    object_ids: Iterable[int],
    *,
    now: datetime.datetime,
    batch_id: int = 0,
    due_at: datetime.datetime | Mapping[int, datetime.datetime] | None = None,
) -> None:
    """Queue an email of `kind` about each of `object_ids`, in the caller's transaction.

    Within a batch (the number of a mailing), each object gets one email, however often it's
    queued. `due_at` delays all of them, or each by its number. Otherwise they're due `now`.
    KeyError for an unknown kind.
    """
    ids = list(object_ids)
    values: dict[str, Any] = {
        "lane": kind_of(kind).lane,
        "kind": kind,
        "object_ids": ids,
        "batch_id": batch_id,
        "now": now,
        "due_at": (
            [due_at[each] for each in ids]
            if isinstance(due_at, Mapping)
            else [due_at or now] * len(ids)
        ),
    }
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
