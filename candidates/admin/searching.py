"""What an organizer types to find a candidacy: a name, a seat (MI-11, MI-Sen, AK-AL), an FEC id."""

from __future__ import annotations

import re

from django.db.models import Q

from candidates.folding import fold
from candidates.models.candidacy_rules import FEC_ID

SEAT = re.compile(r"^([a-z]{2})-(al|sen|[0-5]?[0-9])$", re.IGNORECASE)
MAXIMUM_LENGTH = 200


def words_of(text: str) -> list[str]:
    """Return what to look for, without the one character that PostgreSQL cannot store."""
    return text[:MAXIMUM_LENGTH].replace("\0", "\N{REPLACEMENT CHARACTER}").split()


def seat_condition(word: str, *, race: str = "") -> Q | None:
    """Return the condition for a seat's short name, None when `word` is none.

    `race` is the path to the race, such as "race__".
    """
    match = SEAT.match(word)
    if match is None:
        return None
    state, seat = match[1].upper(), match[2].upper()
    conditions = {f"{race}jurisdiction": state, f"{race}chamber": "H"}
    if seat == "SEN":
        conditions[f"{race}chamber"] = "S"
    else:
        conditions[f"{race}district"] = "00" if seat == "AL" else seat.zfill(2)
    return Q(**conditions)


def candidacy_condition(text: str, *, candidacy: str = "") -> Q:
    """Return the condition that every word of `text` fits a candidacy: name, seat, state or id.

    `candidacy` is the path to the candidacy, such as "candidacy__".
    """
    condition = Q()
    for word in words_of(text):
        condition &= _word_condition(word, candidacy)
    return condition


def _word_condition(word: str, candidacy: str) -> Q:
    if seat := seat_condition(word, race=f"{candidacy}race__"):
        return seat
    if re.fullmatch(FEC_ID, word.upper()):
        return Q(**{f"{candidacy}fec_id": word.upper()})
    name = Q(**{f"{candidacy}person__search_name__contains": fold(word)})
    if len(word) == 2 and word.isupper():
        return name | Q(**{f"{candidacy}race__jurisdiction": word})
    return name
