"""Searching people by name, without regard to accents, punctuation, order and titles."""

import re
from itertools import dropwhile

from django.db.models import Q

from campaign.lib.folding import has_word, plain_words

# Left out in front of a name. The record keeps names without titles.
TITLES = re.compile(
    "the|mr|mrs|ms|mx|miss|dr|hon|honorable|rep|representative|sen|senator|congressman"
    "|congresswoman|delegate|gov|governor|mayor|rev|us|state|former|prof|professor|judge|president"
    "|commissioner|councilman|councilwoman|councilmember|sheriff|col|capt|lt"
)
INITIALS_OF_THE_COUNTRY = re.compile(r"\bU\.\s?S\.", re.IGNORECASE)


def named(text: str, *, person: str = "") -> Q:
    """Return the condition that a person's name has every word of `text`, in any order.

    Case, accents, punctuation and titles in front of a name don't count. Text without a single
    letter or digit finds nobody. `person` is the path to the person, such as "person__".
    """
    words = _searched_words(text)
    if text.strip() and not words:
        return Q(pk__in=[])
    condition = Q()
    for word in words:
        condition &= has_word(f"{person}search_name", word, is_indexed=True)
    return condition


def _searched_words(text: str) -> list[str]:
    text = INITIALS_OF_THE_COUNTRY.sub("US", text)
    parts = [plain_words(part) for part in text.split(",")]
    spoken = [word for part in parts for word in dropwhile(TITLES.fullmatch, part)]
    return spoken or [word for part in parts for word in part]
