"""Lists of addresses whose email bounced, as organizers enter them."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.lib.forms import EmailAddressField
from campaign.lib.spreadsheets import WrongLine, csv_rows, lines_of
from pledges.mail.addresses import email_keys
from pledges.mail.bounces import suppress
from pledges.models import Supporter, Suppression

COLUMN = "email"
AT_ONCE = 1000
LINES_NAMED = 20


@dataclass
class Entered:
    """What became of a list: counts of addresses.

    `known_count` are those we'd already stopped emailing, for any reason.
    """

    new_count: int = 0
    known_count: int = 0
    supporter_count: int = 0


def suppress_bounced(text: str, *, now: datetime.datetime) -> Entered:
    """Stop emailing the addresses in `text` for a while, whether we know them or not.

    It has one address per line, or is a CSV file with an `email` column. All or nothing: raises
    ValidationError that names the wrong lines.
    """
    entered = Entered()
    wrong_lines = []
    keys: dict[bytes, list[bytes]] = {}
    for number, email in addresses_in(text):
        try:
            of_one = email_keys(EmailAddressField().clean(email))
        except ValidationError:
            wrong_lines.append(number)
        else:
            keys.setdefault(of_one[0], []).extend(of_one)
    if wrong_lines:
        raise ValidationError(
            ngettext(
                "Line %(numbers)s has no email address, so we saved nothing. Fix it or delete it.",
                (
                    "Lines %(numbers)s have no email address, so we saved nothing. Fix them or "
                    "delete them."
                ),
                len(wrong_lines),
            ),
            code="no_address",
            params={"numbers": _in_words(wrong_lines)},
        )
    with transaction.atomic():
        ordered = sorted(keys)
        for begin in range(0, len(ordered), AT_ONCE):
            _suppress([keys[key] for key in ordered[begin : begin + AT_ONCE]], entered, now)
    return entered


def _in_words(numbers: list[int]) -> str:
    """Return the first of many line numbers."""
    told = ", ".join(map(str, numbers[:LINES_NAMED]))
    return told if len(numbers) <= LINES_NAMED else f"{told} …"


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
    """Yield the number of each line that isn't empty, and its address if it has one.

    Raises ValidationError for a table without the column, and for a line we can't read.
    """
    lines = lines_of(text)
    first = next((line for line in lines if line.strip()), "")
    separator = next((sign for sign in ",;\t" if sign in first), "")
    if not separator and first.strip(' "').casefold() != COLUMN:
        yield from ((n, line.strip()) for n, line in enumerate(lines, 1) if line.strip())
        return
    rows = csv_rows(lines, separator=separator or ",")
    try:
        names = [cell.strip().casefold() for cell in next(rows)[1]]
        if COLUMN not in names:
            raise ValidationError(
                _(
                    "We can’t find a column named “%(name)s” in the first line. Put the column "
                    "names there."
                ),
                code="no_column",
                params={"name": COLUMN},
            )
        place = names.index(COLUMN)
        for number, row in rows:
            yield number, row[place].strip() if place < len(row) else ""
    except WrongLine as wrong:
        raise ValidationError(
            _("We can’t read line %(number)d. Check its quotation marks."),
            code="wrong_line",
            params={"number": wrong.number},
        ) from wrong
