"""Lists of addresses whose email bounced, as organizers enter them."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaign.lib.forms import EmailAddressField
from pledges.mail.addresses import email_keys
from pledges.mail.bounces import suppress
from pledges.models import Supporter, Suppression

COLUMN = "email"
AT_ONCE = 1000


@dataclass
class Entered:
    """What became of the lines of a list: counts, and the numbers of those that are no address.

    Addresses that get no mail already, for whatever reason, are `known_count`.
    """

    new_count: int = 0
    known_count: int = 0
    supporter_count: int = 0
    wrong_lines: list[int] = field(default_factory=list)


def suppress_bounced(text: str, *, now: datetime.datetime) -> Entered:
    """Send nothing to the addresses in `text` for a while, known to us or not.

    It has one address a line, or is a CSV file with a column `email`. All of them or none.
    """
    entered = Entered()
    keys: dict[bytes, list[bytes]] = {}
    for number, email in addresses_in(text):
        try:
            of_one = email_keys(EmailAddressField().clean(email))
        except ValidationError:
            entered.wrong_lines.append(number)
        else:
            keys.setdefault(of_one[0], []).extend(of_one)
    with transaction.atomic():
        ordered = sorted(keys)
        for begin in range(0, len(ordered), AT_ONCE):
            _suppress([keys[key] for key in ordered[begin : begin + AT_ONCE]], entered, now)
    return entered


def _suppress(mailboxes: list[list[bytes]], entered: Entered, now: datetime.datetime) -> None:
    """Suppress mailboxes, each given by every key that it may have."""
    keys = sorted({key for mailbox in mailboxes for key in mailbox})
    of_these = Suppression.objects.filter(email_key__in=keys)
    known = {bytes(key) for key in of_these.values_list("email_key", flat=True)}
    known_count = sum(not known.isdisjoint(mailbox) for mailbox in mailboxes)
    suppress(keys, Suppression.Reason.BOUNCED, now=now)
    entered.known_count += known_count
    entered.new_count += len(mailboxes) - known_count
    entered.supporter_count += Supporter.objects.filter(email_key__in=keys).count()


def addresses_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield the number of each line that is not empty, and what is its address if it has one.

    Raises ValidationError for a table without the column.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    first = next((line for line in lines if line.strip()), "")
    separator = next((sign for sign in ",;\t" if sign in first), "")
    names = [
        cell.strip().casefold() for cell in next(csv.reader([first], delimiter=separator or ","))
    ]
    if not separator and names != [COLUMN]:
        yield from ((n, line.strip()) for n, line in enumerate(lines, 1) if line.strip())
        return
    if COLUMN not in names:
        raise ValidationError(
            _("This is a table without a column “%(name)s”. Name the column in its first line."),
            code="no_column",
            params={"name": COLUMN},
        )
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=separator or ",")
    place = names.index(COLUMN)
    rows = (row for row in reader if any(cell.strip() for cell in row))
    next(rows)
    for row in rows:
        yield reader.line_num, row[place].strip() if place < len(row) else ""
