"""What rows hold, column by column, as JSON: to compare it later and to put it back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.db import models

from candidates.ledger.refresh import STORED_FIELDS

# What the site sets itself, by model. An act neither keeps nor sets it.
SET_BY_THE_SITE = {
    "candidates.candidacy": {
        *STORED_FIELDS,
        "current_answer",
        "updated_at",
        "fec_values",
        "missing_from_fec_since",
    },
}

# What no status or outcome depends on.
CONTACTS = {
    "assigned_to",
    "campaign_url",
    "contact_email",
    "contact_phone",
    "office_phone",
    "office_phone_source",
    "published_contact_source",
    "published_email",
    "published_phone",
    "social_urls",
}

Columns = Mapping[str, Any]


def columns_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return the columns of a model that organizers set."""
    own = SET_BY_THE_SITE.get(model._meta.label_lower, set())
    return [
        field
        for field in model._meta.concrete_fields
        if not (field.primary_key or field.generated or field.name in own)
    ]


def field_of(model: type[models.Model], name: str) -> models.Field[Any, Any] | None:
    """Return a column by its name, such as `by` or `by_id`. None if the model has none."""
    named = (field for field in model._meta.concrete_fields if name in {field.name, field.attname})
    return next(named, None)


def label_of(model: type[models.Model], name: str) -> str:
    field = field_of(model, name)
    return str(field.verbose_name) if field else name


def snapshot(
    row: models.Model, fields: Iterable[models.Field[Any, Any]] | None = None
) -> dict[str, Any]:
    """Return the values of some columns, of all that organizers set by default, as JSON."""
    return {
        field.name: as_json(field.value_from_object(row))
        for field in (columns_of(type(row)) if fields is None else fields)
    }


def as_json(value: Any) -> Any:
    """Return a column's value as JSON. Files are their names."""
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)


def write(row: models.Model, values: Columns) -> None:
    """Store columns, given as JSON, in a row and in the database. Keeps no version."""
    stored = {
        field.attname: field.to_python(value)
        for name, value in values.items()
        if (field := field_of(type(row), name))
    }
    for name, value in stored.items():
        setattr(row, name, value)
    type(row)._base_manager.filter(pk=row.pk).update(**stored)


def write_many(rows: Iterable[tuple[models.Model, Columns]]) -> None:
    """Do the same as `write` to many rows: a statement for all that change the same columns."""
    alike: dict[tuple[type[models.Model], tuple[str, ...]], list[models.Model]] = {}
    for row, values in rows:
        fields = [field for name in sorted(values) if (field := field_of(type(row), name))]
        for field in fields:
            setattr(row, field.attname, field.to_python(values[field.name]))
        alike.setdefault((type(row), tuple(field.name for field in fields)), []).append(row)
    for (model, names), same in alike.items():
        if names:
            model._base_manager.bulk_update(same, names)


def is_kept_in_history(model: type[models.Model], names: Iterable[str]) -> bool:
    """Say whether versions of this model hold one of these columns."""
    return not _columns_in_history(model).isdisjoint(names)


@cache
def _columns_in_history(model: type[models.Model]) -> frozenset[str]:
    history = getattr(model, "history", None)
    return (
        frozenset(field.name for field in history.model.tracked_fields) if history else frozenset()
    )
