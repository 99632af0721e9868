"""Deleting rows with everything that depends on them, and numbering emptied tables from 1.

Only the demo may: everything else in the record is kept for good.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import connection
from django.db.models import ManyToOneRel, Model, QuerySet
from psycopg import sql

RowIds = Mapping[type[Model], Collection[Any]]


def tables_of(app_label: str) -> list[type[Model]]:
    return list(apps.get_app_config(app_label).get_models())


def tables_of_the_record() -> list[type[Model]]:
    return tables_of("candidates")


def hold_off_writers() -> None:
    """Let nobody write to the record until this transaction ends; reading goes on."""
    tables = [sql.Identifier(model._meta.db_table) for model in tables_of_the_record()]
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(sql.SQL(", ").join(tables))
        )


def with_all_that_hangs_on(*roots: QuerySet[Any]) -> RowIds:
    """Return the ids of these rows, and of every row that the database holds fast to them."""
    found: dict[type[Model], set[Any]] = defaultdict(set)
    pending = [(rows.model, set(rows.values_list("pk", flat=True))) for rows in roots]
    while pending:
        model, ids = pending.pop()
        ids -= found[model]
        if not ids:
            continue
        found[model] |= ids
        for relation in model._meta.get_fields(include_hidden=True):
            # Versions name rows without a constraint; `delete_rows` takes them along.
            if isinstance(relation, ManyToOneRel) and getattr(
                relation.field, "db_constraint", True
            ):
                rows = QuerySet[Any](relation.related_model).filter(
                    **{f"{relation.field.name}__in": ids}
                )
                pending.append((rows.model, set(rows.values_list("pk", flat=True))))
    return found


def delete_rows(ids: RowIds) -> None:
    """Delete these rows and their versions, past the triggers that keep the ledger.

    Foreign keys are checked at the end of the transaction, so rings of rows may go.
    """
    with pgtrigger.ignore(), connection.cursor() as cursor:
        for model, row_ids in ids.items():
            for table in _with_versions(model):
                cursor.execute(
                    sql.SQL("DELETE FROM {} WHERE id = ANY(%s)").format(
                        sql.Identifier(table._meta.db_table)
                    ),
                    [list(row_ids)],
                )


def restart_numbers_of_empty_tables(tables: Iterable[type[Model]]) -> None:
    """Number the rows of those `tables` that are empty, as their versions are, from 1 again.

    Not Django's `sequence_reset_by_name_sql`: its `setval` outlives a transaction that fails.
    """
    with connection.cursor() as cursor:
        for model in tables:
            if _are_empty(_with_versions(model)):
                for sequence in connection.introspection.get_sequences(
                    cursor, model._meta.db_table
                ):
                    name = sql.Identifier(sequence["name"])
                    cursor.execute(sql.SQL("ALTER SEQUENCE {} RESTART").format(name))


def _with_versions(model: type[Model]) -> tuple[type[Model], ...]:
    return (model, model.history.model) if hasattr(model, "history") else (model,)


def _are_empty(models: Iterable[type[Model]]) -> bool:
    return not any(QuerySet[Any](model).exists() for model in models)
