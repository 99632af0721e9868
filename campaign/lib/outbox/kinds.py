"""The kinds of email the site sends. Each app registers its own in its `AppConfig.ready`."""

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.utils.functional import Promise


class Recipient(NamedTuple):
    """Who or what an email is about: the row `object_id` of its kind, and its batch or 0."""

    object_id: int
    batch_id: int = 0


def those_among(recipients: Collection[Recipient], rows: QuerySet[Any]) -> set[Recipient]:
    """Return the recipients whose row is in `rows`. One query."""
    found = rows.filter(pk__in=[each.object_id for each in recipients])
    ids = set(found.values_list("pk", flat=True))
    return {each for each in recipients if each.object_id in ids}


def send_all(recipients: Collection[Recipient]) -> set[Recipient]:
    return set(recipients)


def note_nothing(recipients: Collection[Recipient], now: datetime.datetime) -> None:
    pass


@dataclass(frozen=True)
class Kind:
    """How to write one kind of email, and what its app wants to know about it.

    `compose` returns the email for each recipient whose row still exists. The outbox adds the
    Message-ID. `may_send` is called right before sending and returns who may still get it.
    Both take many recipients and need few queries. `sent` is told whose email a server accepted,
    `refused` whose mailbox doesn't exist, according to the server or to a later bounce, and
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
    """Return the kind with this name. KeyError if no app registered it."""
    return _kinds[name]


def kind_names() -> list[str]:
    return list(_kinds)


def label_of(name: str) -> str | Promise:
    """Return what organizers call a kind, its name if no app registers it anymore."""
    return _kinds[name].label if name in _kinds else name
