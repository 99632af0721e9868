"""What a text cell means, however a spreadsheet wrote it.

Each function takes the text of a cell that isn't empty and raises ValidationError with a sentence.
"""

import datetime
import decimal
import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaign.lib.spreadsheets import armed

ERROR = re.compile(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE)
NOTATIONS = ("%m/%d/%Y", "%m/%d/%y", "%b %d, %Y", "%B %d, %Y", "%b. %d, %Y")
# Day 0 of spreadsheets, and the days that a number may mean: 1954 to 2119.
DAY_ZERO = datetime.date(1899, 12, 30)
SERIAL_DAYS = range(20_000, 80_000)
PHONE_DIGITS = 10
MOST_ID_DIGITS = 15


def plain(text: str) -> str:
    """Return a cell without what spreadsheets and our exports add to it."""
    text = armed(text.replace("\N{NO-BREAK SPACE}", " ").strip())
    if ERROR.fullmatch(text):
        raise ValidationError(
            _("The spreadsheet shows an error in this cell: %(text)s. Enter the value."),
            code="formula_error",
            params={"text": text},
        )
    return text


def row_id(text: str) -> int:
    """Return our number of a candidacy: 17, 17.0, 1.7E1."""
    number = _number(text)
    if number is None or number < 1 or number != int(number) or number.adjusted() > MOST_ID_DIGITS:
        raise ValidationError(_("“%(text)s” isn’t one of our IDs."), "id", {"text": text})
    return int(number)


def day(text: str) -> datetime.date:
    """Return a day: 2026-03-14, with or without a time, 3/14/2026, 3/14/26, Mar 14, 2026, 46095."""
    if text.isascii():
        try:
            return datetime.datetime.fromisoformat(text).date()
        except ValueError:
            pass
        for notation in NOTATIONS:
            try:
                return datetime.datetime.strptime(text, notation).date()  # noqa: DTZ007 (a day)
            except ValueError:
                continue
        number = _number(text)
        if number is not None and int(number) in SERIAL_DAYS:
            return DAY_ZERO + datetime.timedelta(days=int(number))
    raise ValidationError(
        _("“%(text)s” isn’t a date we can read. Enter it as 2026-03-14 or 3/14/2026."),
        code="no_day",
        params={"text": text},
    )


def moment(text: str) -> datetime.datetime | None:
    """Return a moment by ISO 8601 with its zone, None for anything else."""
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def phone(text: str) -> str:
    """Return a phone number as typed, or with dashes if a spreadsheet made a number of it."""
    number = _number(text)
    if number is None:
        return text
    digits = str(int(number))
    if "e" in text.lower() and len(number.normalize().as_tuple().digits) < len(digits) - 1:
        raise ValidationError(
            _(
                "The spreadsheet cut this number to %(text)s. Format the column as text and enter "
                "the number again."
            ),
            code="cut",
            params={"text": text},
        )
    national = digits[1:] if len(digits) == PHONE_DIGITS + 1 and digits[0] == "1" else digits
    if len(national) != PHONE_DIGITS:
        return digits
    return f"{national[:3]}-{national[3:6]}-{national[6:]}"


def same_phone(one: str, other: str) -> bool:
    """Say whether two numbers differ only in how they are written."""
    first, second = (re.sub(r"\D", "", each).removeprefix("1") for each in (one, other))
    is_plain = len(first) == PHONE_DIGITS
    return one == other or (is_plain and first == second and _extra(one) == _extra(other))


def _extra(phone: str) -> str:
    return re.sub(r"[\d\s().+-]", "", phone)


def links(text: str) -> str:
    """Return the links in a cell, one a line."""
    return "\n".join(re.split(r"[\s,;|]+(?=https?://)|\s+", text, flags=re.IGNORECASE))


def choice(text: str, choices: Iterable[tuple[Any, Any]]) -> str:
    """Return the value that a text means, which may be the value or its label."""
    known = {}
    for value, label in choices:
        known[folded(str(label))] = value
    known |= {folded(str(value)): value for value, _label in choices if value}
    if folded(text) in known:
        return str(known[folded(text)])
    raise ValidationError(
        _("“%(text)s” isn’t one of: %(choices)s."),
        code="no_choice",
        params={"text": text, "choices": ", ".join(str(each) for _value, each in choices)},
    )


def seat(text: str) -> str:
    """Return a race's code as we write it: MI-1 and mi-01 are MI-01."""
    code = re.sub(r"\s+", "", text).upper().replace("SENATE", "SEN")
    return re.sub(r"-0*(\d)$", r"-0\1", code)


def folded(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text).strip().casefold()


def _number(text: str) -> decimal.Decimal | None:
    if not re.fullmatch(r"\d{1,40}(\.\d{1,40})?(e\+?\d{1,2})?", text, re.IGNORECASE | re.ASCII):
        return None
    return decimal.Decimal(text)
