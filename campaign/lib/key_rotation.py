"""Re-encrypt everything with the newest key, so that older keys can go.

You can stop it at any time and start it again. What the newest key can read stays as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import models, transaction
from django.db.models import TextField, Value
from django.db.models.functions import Cast

from campaign.lib.batches import ids_in_batches
from campaign.lib.encryption import EncryptedTextField, rotated

BATCH_SIZE = 1000


@dataclass
class Batch:
    """What was done to some nonempty rows of a column."""

    seen_count: int = 0
    rewritten_count: int = 0
    # Primary keys of the rows that no key reads.
    unreadable: list[Any] = field(default_factory=list)


def encrypted_columns() -> list[EncryptedTextField]:
    """Return the encrypted fields of all models, including history tables, each column once."""
    return [
        each
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
        for each in model._meta.local_fields
        if isinstance(each, EncryptedTextField)
    ]


def count_tokens(column: EncryptedTextField) -> int:
    return _tokens(column).count()


def is_readable(column: EncryptedTextField) -> bool:
    """Say whether FIELD_KEYS reads the newest value of a column. An empty one is readable."""
    token = _tokens(column).order_by("-pk").values_list("token", flat=True).first()
    try:
        return token is None or bool(rotated(token))
    except InvalidToken:
        return False


def rotate(column: EncryptedTextField, *, batch_size: int = BATCH_SIZE) -> Iterator[Batch]:
    """Re-encrypt a column in the order of primary keys, one transaction for each batch.

    Yields each batch once it's committed. Doesn't raise for values that no key can read.
    """
    for keys in ids_in_batches(_tokens(column), batch_size):
        yield _rotate_rows(column, keys)


@transaction.atomic
def _rotate_rows(column: EncryptedTextField, keys: list[Any]) -> Batch:
    batch, rewritten = Batch(), []
    # Locked, so that nobody edits one of these rows in between.
    locked = _tokens(column).filter(pk__in=keys).order_by("pk").select_for_update()
    for key, token in locked.values_list("pk", "token"):
        batch.seen_count += 1
        try:
            new = rotated(token)
        except InvalidToken:
            batch.unreadable.append(key)
            continue
        if new != token:
            # An expression, because the field would encrypt plain text.
            value = Value(new, output_field=TextField())
            rewritten.append(column.model(pk=key, **{column.attname: value}))
    column.model._base_manager.bulk_update(rewritten, [column.name])
    batch.rewritten_count = len(rewritten)
    return batch


def _tokens(column: EncryptedTextField) -> models.QuerySet[Any]:
    """Return the rows in which `column` isn't empty, with its raw value as `token`."""
    rows = column.model._base_manager.annotate(token=Cast(column.name, TextField()))
    return rows.exclude(token="").filter(token__isnull=False)
