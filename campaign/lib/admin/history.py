"""Versions of rows: what each held, since when, and which organizer wrote it.

django-simple-history keeps a version whenever a row is saved. What is written in bulk is kept by
the functions here: one statement a table, however many rows. `versions_of` returns them for a page,
each with the fields that changed.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib.admin.utils import display_for_field
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy
from psycopg import sql
from simple_history.models import HistoricalRecords

FIRST, CHANGED = "+", "~"
MOST_SHOWN = 100
NOTHING = "—"
YES, NO = gettext_lazy("yes"), gettext_lazy("no")
KINDS = {
    "+": gettext_lazy("first saved version"),
    "~": gettext_lazy("changed"),
    "-": gettext_lazy("deleted"),
}


@dataclass(frozen=True)
class FieldChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Version:
    """One version of a row, and what changed since the one before."""

    number: int
    kept_at: datetime.datetime
    kind: str
    is_change: bool
    by: str
    changes: list[FieldChange]


def versions_of(row: models.Model) -> list[Version]:
    """Return the versions of a row, newest first. None if its model has no history.

    A save that changed nothing is left out. Two queries, and one for each kind of related row
    that changed.
    """
    if not hasattr(type(row), "history"):
        return []
    kept = list(
        row.history.select_related("history_user").order_by("-history_date", "-history_id")[
            : MOST_SHOWN + 1
        ]
    )
    versions = [_compared(new, old) for new, old in pairwise(kept)]
    if kept and len(kept) <= MOST_SHOWN:
        versions.append(_version(kept[-1], []))
    return [version for version in versions if version.changes or not version.is_change]


def _compared(new: Any, old: Any) -> Version:
    changed = [
        field
        for field in new.tracked_fields
        if field.value_from_object(new) != field.value_from_object(old)
    ]
    return _version(
        new,
        [
            FieldChange(str(field.verbose_name), shown_value(field, old), shown_value(field, new))
            for field in changed
        ],
    )


def _version(kept: Any, changes: Iterable[FieldChange]) -> Version:
    return Version(
        number=kept.history_id,
        kept_at=kept.history_date,
        kind=str(KINDS[kept.history_type]),
        is_change=kept.history_type == "~",
        by=str(kept.history_user or kept.history_change_reason or NOTHING),
        changes=list(changes),
    )


def shown_value(field: models.Field[Any, Any], kept: Any) -> str:
    """Return a column of a row or of a version in words, a related row by its name."""
    value = field.value_from_object(kept)
    if field.related_model and value is not None:
        related = field.related_model._default_manager.filter(pk=value).first()
        return str(related or value)
    return value_in_words(field, kept)


def value_in_words(field: models.Field[Any, Any], row: Any) -> str:
    """Return a column of a row as plain text, web addresses without links."""
    value = field.value_from_object(row)
    if isinstance(value, bool):
        return str(YES if value else NO)
    if isinstance(value, list):
        return ", ".join(map(str, value)) or NOTHING
    if isinstance(value, str) and not field.choices:
        return value or NOTHING
    return str(display_for_field(value, field, NOTHING)) or NOTHING


def organizer_at_work(request: HttpRequest | None = None, **_options: Any) -> Any:
    """Return who is saving a row in the admin, None for the public and for commands.

    Public requests never touch the session. Otherwise their pages would vary by cookie.
    """
    if request is None or not request.path.startswith(reverse("admin:index")):
        return None
    return request.user if request.user.is_authenticated else None


def kept_versions(*, without: Collection[str] = (), inherit: bool = False) -> HistoricalRecords:
    """Return the `history` of a model, without the columns `without`."""
    return HistoricalRecords(
        excluded_fields=list(without), inherit=inherit, get_user=organizer_at_work
    )


def keep_first_versions(
    model: type[models.Model], row_ids: Collection[int], *, now: datetime.datetime
) -> None:
    """Store a first version of rows that have none yet, before someone changes them.

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
    """Store versions of rows that were changed in bulk, by someone or for a `reason`."""
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
    version = model.history.model
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
