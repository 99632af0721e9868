"""Going through many rows, some at a time: no lock, query or memory is held for all of them."""

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import QuerySet

ARow = TypeVar("ARow")


def in_parts(rows: Iterable[ARow], size: int) -> Iterator[list[ARow]]:
    """Yield the rows in lists of `size`; the last one may be shorter."""
    left = iter(rows)
    while part := list(islice(left, size)):
        yield part


def ids_in_batches(rows: QuerySet[Any], size: int) -> Iterator[list[Any]]:
    """Yield the ids of `rows` in their order, at most `size` at a time, a query for each batch.

    It never goes back, so a row that still matches after its batch is yielded only once.
    """
    batch = rows.order_by("pk").values_list("pk", flat=True)
    ids = list(batch[:size])
    while ids:
        yield ids
        ids = list(batch.filter(pk__gt=ids[-1])[:size])


def at_once(rows: QuerySet[Any, ARow], size: int) -> Iterator[ARow]:
    """Yield the rows of one query as the database finds them, `size` at a time.

    The cursor ends with its transaction. Outside a transaction, Django's cursor outlives it, and
    PostgreSQL collects every row first.
    """
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        yield from rows.iterator(size)
