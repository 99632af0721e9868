"""The rows of a bulk change in words: which row, and each column from what to what."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.action_pages import page_of
from campaign.lib.admin.history import NOTHING, FieldChange, value_in_words
from candidates.ledger.snapshots import field_of, label_of
from candidates.ledger.undoing import MODELS, rows_of
from candidates.models import ActChange

HIDDEN = _("(private)")


@dataclass(frozen=True)
class RowShown:
    """A row of a bulk change as a page lists it."""

    name: str
    url: str
    is_new: bool
    changes: list[FieldChange]


def rows_shown(changes: Collection[ActChange], *, with_private: bool) -> Iterator[RowShown]:
    """Yield these rows in words. Unless `with_private`, private values are hidden.

    One query for each kind of row, and one for each kind of row that they point to.
    """
    rows = rows_of(changes)
    names = _names_of_related(changes)
    for change in changes:
        model = MODELS[change.model]
        row = rows[change.model].get(change.row_id)
        yield RowShown(
            name=str(row or f"{model._meta.verbose_name} {change.row_id}"),
            url=address_of(row) if row else "",
            is_new=change.is_new,
            changes=list(_columns_shown(change, model, names, with_private=with_private)),
        )


def address_of(row: models.Model) -> str:
    try:
        return page_of(row)
    except NoReverseMatch:
        return ""


def _columns_shown(
    change: ActChange,
    model: type[models.Model],
    names: Mapping[tuple[type[models.Model], Any], str],
    *,
    with_private: bool,
) -> Iterator[FieldChange]:
    before = change.before or {}
    public = {name: (before.get(name), after) for name, after in change.after.items()}
    for name, pair in {**public, **change.private}.items():
        if change.is_new and pair[1] in (None, "", []):
            continue
        field = field_of(model, name)
        words = [_words(field, value, names) for value in pair]
        if name in change.private and not with_private:
            words = list(map(_hidden, words))
        yield FieldChange(label_of(model, name), *words)


def _words(
    field: models.Field[Any, Any] | None,
    value: Any,
    names: Mapping[tuple[type[models.Model], Any], str],
) -> str:
    if value is None:
        return NOTHING
    if field is None:
        return str(value)
    if field.related_model:
        return names.get((field.related_model, value), str(value))
    return value_in_words(field, field.model(**{field.attname: field.to_python(value)}))


def _hidden(words: str) -> str:
    return words if words == NOTHING else str(HIDDEN)


def _names_of_related(
    changes: Collection[ActChange],
) -> dict[tuple[type[models.Model], Any], str]:
    """Return the names of the rows that foreign keys of these changes point to."""
    wanted: dict[type[models.Model], set[Any]] = {}
    for change in changes:
        for values in (change.before or {}, change.after):
            for name, value in values.items():
                field = field_of(MODELS[change.model], name)
                if (target := field and field.related_model) and value is not None:
                    wanted.setdefault(target, set()).add(value)
    return {
        (model, key): str(row)
        for model, keys in wanted.items()
        for key, row in _rows_by_key(model, keys).items()
    }


def _rows_by_key(model: type[models.Model], keys: Collection[Any]) -> dict[Any, models.Model]:
    """Return rows by what foreign keys hold: an FEC id's are by the id itself."""
    key = "fec_id" if model._meta.model_name == "fecid" else "pk"
    rows = model._default_manager.filter(**{f"{key}__in": keys})
    if model._meta.model_name == "candidacy":
        rows = rows.select_related("person", "race__cycle")
    return {getattr(row, key): row for row in rows}
