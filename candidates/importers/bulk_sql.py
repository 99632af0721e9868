"""Many rows in one statement: the values travel as one JSON parameter, whatever their number.

Django's `bulk_create` spells out every value of every column, which for 6,000 candidacies takes
seconds; its `bulk_update` compares each row with each other.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Field, Model
from psycopg import sql


def insert_rows(
    model: type[Model],
    rows: Sequence[Mapping[str, Any]],
    *,
    common: Mapping[str, Any],
    returning: tuple[str, str],
) -> dict[Any, Any]:
    """Insert `rows`, dicts by attribute name that all have the same keys, in one statement.

    Columns that no row names get their value from `common`, else the model's default. Return the
    second column of `returning` of each new row by the first.
    """
    if not rows:
        return {}
    columns: list[sql.Composable] = []
    values: list[sql.Composable] = []
    parameters: list[Any] = []
    for field in model._meta.local_concrete_fields:
        if field.generated or field.primary_key:
            continue
        columns.append(sql.Identifier(str(field.column)))
        if field.attname in rows[0]:
            values.append(sql.Identifier("new", field.attname))
        else:
            values.append(sql.Placeholder())
            value = common.get(field.attname, field.get_default())
            parameters.append(field.get_db_prep_save(value, connection))
    statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} RETURNING {}").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(columns),
        sql.SQL(", ").join(values),
        _recordset(model, rows[0]),
        sql.SQL(", ").join(map(sql.Identifier, returning)),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, _as_json(rows)])
        return dict(cursor.fetchall())


def update_rows(model: type[Model], rows: Collection[Mapping[str, Any]]) -> None:
    """Write `rows`, dicts by attribute name with one set of keys that has `id`, at once."""
    if not rows:
        return
    first = next(iter(rows))
    assignments: list[sql.Composable] = [
        sql.SQL("{} = {}").format(
            sql.Identifier(str(_field(model, name).column)), sql.Identifier("new", name)
        )
        for name in first
        if name != "id"
    ]
    statement = sql.SQL("UPDATE {} AS old SET {} FROM {} WHERE old.id = new.id").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(assignments),
        _recordset(model, first),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_as_json(rows)])


def _recordset(model: type[Model], row: Mapping[str, Any]) -> sql.Composed:
    """Return the SQL that reads rows such as `row` from one JSON parameter, as the table `new`."""
    columns: list[sql.Composable] = [
        sql.SQL("{} {}").format(
            sql.Identifier(name), sql.SQL(str(_field(model, name).rel_db_type(connection)))
        )
        for name in row
    ]
    return sql.SQL("jsonb_to_recordset(%s::jsonb) AS new ({})").format(sql.SQL(", ").join(columns))


def _as_json(rows: Iterable[Mapping[str, Any]]) -> str:
    return json.dumps(list(rows), cls=DjangoJSONEncoder)


def _field(model: type[Model], attname: str) -> Field[Any, Any]:
    return next(field for field in model._meta.local_concrete_fields if field.attname == attname)
