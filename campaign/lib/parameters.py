"""Which parameters of a list's address mean something here.

Somebody who asks a list for `?contact_email=a`, or a list without filters for `?status=signed`,
must not be shown everything as if it had been narrowed. What others append to a link (utm_source,
fbclid, ref) means nothing here and is ignored.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from django.apps import apps

# The parameters of every view, as the views announce them when they are imported.
_announced: set[str] = set()


def announce(names: Iterable[str]) -> None:
    """Note that some page of the site takes these parameters."""
    _announced.update(names)


def refused(given: Iterable[str], taken: Collection[str]) -> str:
    """Return the first of the names `given` that means something, but not where `taken` are all.

    Meaning has a parameter of another page, and a field of any table with or without a lookup
    (`person__died_on`), which is named without it. Empty when all may stay.
    """
    for name in given:
        field = name.partition("__")[0]
        if name not in taken and (field in _announced or field in _fields()):
            return field
    return ""


@cache
def _fields() -> frozenset[str]:
    return frozenset(
        field.name for model in apps.get_models() for field in model._meta.get_fields()
    )
