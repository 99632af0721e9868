"""What a row held before: its versions, each with the fields that changed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib.admin.utils import display_for_field
from django.db import models
from django.utils.translation import gettext_lazy

MOST_SHOWN = 100
NOTHING = "—"
YES, NO = gettext_lazy("yes"), gettext_lazy("no")
KINDS = {
    "+": gettext_lazy("first kept version"),
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
    """One version of a row, and how it differs from the one before."""

    kept_at: datetime.datetime
    kind: str
    is_change: bool
    by: str
    changes: list[FieldChange]


def versions_of(row: models.Model) -> list[Version]:
    """Return the versions of a row, the newest first; none for a model that keeps none.

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
            FieldChange(str(field.verbose_name), _shown(field, old), _shown(field, new))
            for field in changed
        ],
    )


def _version(kept: Any, changes: Iterable[FieldChange]) -> Version:
    return Version(
        kept_at=kept.history_date,
        kind=str(KINDS[kept.history_type]),
        is_change=kept.history_type == "~",
        by=str(kept.history_user or kept.history_change_reason or NOTHING),
        changes=list(changes),
    )


def _shown(field: models.Field[Any, Any], kept: Any) -> str:
    """Return a column of a version as a person reads it."""
    value = field.value_from_object(kept)
    if field.related_model and value is not None:
        related = field.related_model._default_manager.filter(pk=value).first()
        return str(related or value)
    return value_in_words(field, kept)


def value_in_words(field: models.Field[Any, Any], row: Any) -> str:
    """Return a column of a row as plain text: a web address without its link."""
    value = field.value_from_object(row)
    if isinstance(value, bool):
        return str(YES if value else NO)
    if isinstance(value, list):
        return ", ".join(map(str, value)) or NOTHING
    if isinstance(value, str) and not field.choices:
        return value or NOTHING
    return str(display_for_field(value, field, NOTHING)) or NOTHING
