"""The kinds of email that the site sends. Each app registers its own in its `AppConfig.ready`."""

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.utils.functional import Promise


class Recipient(NamedTuple):
    """Whom or what an email is about: the row `object_id` of its kind, within a batch or 0."""

    object_id: int
    batch_id: int = 0


def those_among(recipients: Collection[Recipient], rows: QuerySet[Any]) -> set[Recipient]:
    """Return the recipients whose row is one of `rows`; one query."""
    found = rows.filter(pk__in=[each.object_id for each in recipients])
    ids = set(found.values_list("pk", flat=True))
    return {each for each in recipients if each.object_id in ids}


def send_all(recipients: Collection[Recipient]) -> set[Recipient]:
    return set(recipients)


def note_nothing(recipients: Collection[Recipient], now: datetime.datetime) -> None:
    pass


@dataclass(frozen=True)
class Kind:
    """How one kind of email is written, and what its app wants to know about it.

    `compose` returns the email of each recipient whose row still exists; the outbox adds the
    Message-ID. `may_send` is asked right before sending and returns those who may still get it.
    Both take many recipients and need few queries. `sent` is told whose email a server accepted;
    `refused` is told whose mailbox a server says does not exist, at once or by a bounce later;
    `complained` who reported the email as spam. Each may be told twice.
    """

    name: str
    lane: str
    compose: Callable[[Collection[Recipient], datetime.datetime], Mapping[Recipient, EmailMessage]]
    may_send: Callable[[Collection[Recipient]], set[Recipient]] = send_all
    sent: Callable[[Collection[Recipient], datetime.datetime], None] = note_nothing
    refused: Callable[[Collection[Recipient], datetime.datetime], None] = note_nothing
    complained: Callable[[Collection[Recipient], datetime.datetime], None] = note_nothing
    label: str | Promise = ""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def kind_of(name: str) -> Kind:
    """Return the kind of this name; KeyError for one that no app registered."""
    return _kinds[name]


def kind_names() -> list[str]:
    return list(_kinds)


def label_of(name: str) -> str | Promise:
    """Return how organizers call a kind; its name where no app registers it any more."""
    return _kinds[name].label if name in _kinds else name
