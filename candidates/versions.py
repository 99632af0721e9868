"""Versions of the rows of the record: what each held, since when, and which organizer wrote it.

django-simple-history keeps a version whenever a row is saved. What is written in bulk is kept by
the functions here: one statement a table, however many rows.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models
from django.http import HttpRequest
from django.urls import reverse
from psycopg import sql
from simple_history.models import HistoricalRecords

FIRST, CHANGED = "+", "~"


def organizer_at_work(request: HttpRequest | None = None, **_options: Any) -> Any:
    """Return who saves a row in the admin, None for the public and for commands.

    The public's session is never asked: a page of theirs would vary by cookie from then on.
    """
    if request is None or not request.path.startswith(reverse("admin:index")):
        return None
    return request.user if request.user.is_authenticated else None


def kept_versions(*, without: Collection[str] = ()) -> HistoricalRecords:
    """Return the `history` of a model, but for the columns `without`."""
    return HistoricalRecords(excluded_fields=list(without), get_user=organizer_at_work)


def keep_first_versions(
    model: type[models.Model], row_ids: Collection[int], *, now: datetime.datetime
) -> None:
    """Keep what rows hold of which no version was kept yet, before somebody changes them.

    Does nothing for a model that keeps no versions.
    """
    if hasattr(model, "history"):
        _copy(model, row_ids, FIRST, now=now, only_without=True)


def keep_versions(
    model: type[models.Model],
    row_ids: Collection[int],
    *,
    now: datetime.datetime,
    by: AbstractBaseUser | None = None,
    reason: str = "",
) -> None:
    """Keep what rows hold after they were changed in bulk, by somebody or for a `reason`."""
    _copy(model, row_ids, CHANGED, by=by, reason=reason, now=now)


def _copy(
    model: type[models.Model],
    row_ids: Collection[int],
    kind: str,
    *,
    now: datetime.datetime,
    by: AbstractBaseUser | None = None,
    reason: str = "",
    only_without: bool = False,
) -> None:
    if not row_ids:
        return
    version = model.history.model  # type: ignore[attr-defined]
    names = [sql.Identifier(str(field.column)) for field in version.tracked_fields]
    table = sql.Identifier(version._meta.db_table)
    unkept = sql.SQL("AND NOT EXISTS (SELECT FROM {} AS kept WHERE kept.id = row.id)").format(table)
    statement = sql.SQL(
        "INSERT INTO {} ({}, history_type, history_date, history_user_id, history_change_reason)"
        " SELECT {}, %s, %s, %s, %s FROM {} AS row WHERE id = ANY(%s) {}"
    ).format(
        table,
        sql.SQL(", ").join(names),
        sql.SQL(", ").join(sql.SQL("row.{}").format(name) for name in names),
        sql.Identifier(model._meta.db_table),
        unkept if only_without else sql.SQL(""),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [kind, now, by.pk if by else None, reason, list(row_ids)])
