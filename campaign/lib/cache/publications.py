"""Noticing every change of what the public sees, by triggers on the tables.

An app whose tables pages are made of says in its AppConfig what of them no page shows:
`unpublished` names models (`"Export"`), single columns (`"Update.sent_count"`), and models whose
new rows nobody sees before an organizer has read them (`"Comment+"`). Any other change counts.
`counts` names the models that hold sums of signatures: they change all day, and only the pages that
show them are made again.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connection
from django.db.models import Model, Sum

from campaign.lib.cache.models import Publication

TRIGGER = "change_is_published"
# The row 0 has the sums of connections that have ended, so that `stamps` stays the same.
FOLD = """
    WITH ended AS (
        DELETE FROM cache_publication
        WHERE backend <> 0 AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = backend)
        RETURNING pages, counts
    )
    INSERT INTO cache_publication AS known (backend, pages, counts)
    SELECT 0, coalesce(sum(pages), 0), coalesce(sum(counts), 0) FROM ended
    ON CONFLICT (backend) DO UPDATE
        SET pages = known.pages + excluded.pages, counts = known.counts + excluded.counts
"""


def advance() -> None:
    """Have every process make its pages again, once the current transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_publish()")


def stamps() -> tuple[int, int]:
    """Return two numbers: the first is another one after each commit that changed a page.

    The second is another one after each commit that changed only sums of signatures.
    """
    sums = Publication.objects.aggregate(pages=Sum("pages"), counts=Sum("counts"))
    return int(sums["pages"] or 0), int(sums["counts"] or 0)


def fold_ended_connections() -> None:
    """Keep one row for all connections that have ended: there's a new one for each process."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD)


def watch_tables(app_config: AppConfig, **_signal: Any) -> None:
    """Put the trigger on the published tables of an app, and take it off the others."""
    unpublished: frozenset[str] | None = getattr(app_config, "unpublished", None)
    if unpublished is None:
        return
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if Publication._meta.db_table not in there:
            return
        for model in app_config.get_models(include_auto_created=True):
            if model._meta.db_table in there and not model._meta.proxy:
                cursor.execute(_statement(app_config, model, unpublished))


def _statement(app_config: AppConfig, model: type[Model], unpublished: frozenset[str]) -> str:
    table, name = connection.ops.quote_name(model._meta.db_table), model.__name__
    # What django-simple-history keeps is for organizers.
    if name in unpublished or name.startswith("Historical"):
        return f"DROP TRIGGER IF EXISTS {TRIGGER} ON {table}"
    fields = [
        field for field in model._meta.concrete_fields if f"{name}.{field.name}" in unpublished
    ]
    columns = ", ".join(f"'{field.column}'" for field in fields)
    changes = "UPDATE OR DELETE" if f"{name}+" in unpublished else "INSERT OR UPDATE OR DELETE"
    is_count = name in getattr(app_config, "counts", ())
    function = "cache_note_counts()" if is_count else f"cache_note_publication({columns})"
    return (
        f"CREATE OR REPLACE TRIGGER {TRIGGER} AFTER {changes} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function}"
    )
