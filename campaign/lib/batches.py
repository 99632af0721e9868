"""Going through many rows, some at a time: no lock, query or memory is held for all of them."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet


def ids_in_batches(rows: QuerySet[Any], size: int) -> Iterator[list[Any]]:
    """Yield the ids of `rows` in their order, at most `size` at a time, a query for each batch.

    It never goes back, so a row that still matches after its batch is yielded only once.
    """
    batch = rows.order_by("pk").values_list("pk", flat=True)
    ids = list(batch[:size])
    while ids:
        yield ids
        ids = list(batch.filter(pk__gt=ids[-1])[:size])
