"""What people are called, by the name that they typed.

Names are written in many ways. So whatever we guess is only where a choice begins.
"""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _

LONGEST_SHOWN = 40
# No name begins with an @ (campaign.lib.forms), so nobody is called this.
NEIGHBOR = "@neighbor"
MOST_WORDS = 8
COMMAS = re.compile("[,，،]")
TITLE = re.compile(
    "mr|mrs|ms|mx|miss|dr|doctor|prof|professor|rev|reverend|fr|rabbi|imam|hon|sen|senator|rep|gov"
    "|capt|captain|col|colonel|lt|sgt|sergeant|cpl|pvt|maj|gen|adm|cmdr|sir|sra|srta"
)
BETWEEN_TITLES = re.compile("and|&|y")
SUFFIX = re.compile("jr|sr|ii|iii|iv|esq|phd|md|dds|dvm|rn|jd|mba|cpa|ret")


def words_of(name: str) -> list[str]:
    """Return the words of a name in their spoken order, without titles before and suffixes after.

    “Doe, Dr. Jane, PhD” is Jane Doe. Blanks of every script separate words.
    """
    parts = [part.split() for part in COMMAS.split(name)]
    parts = [part for part in parts if not all(SUFFIX.fullmatch(_plain(word)) for word in part)]
    if len(parts) > 1:
        parts = [*parts[1:], parts[0]]
    words = [word for part in parts for word in part]
    had_title = False
    while len(words) > 1 and (
        TITLE.fullmatch(_plain(words[0]))
        or (had_title and BETWEEN_TITLES.fullmatch(_plain(words[0])))
    ):
        del words[0]
        had_title = True
    while len(words) > 1 and SUFFIX.fullmatch(_plain(words[-1])):
        del words[-1]
    return words


def first_and_last(name: str) -> tuple[str, str]:
    """Return the first word of a name, and the rest, as far as one can tell them apart."""
    first, *rest = words_of(name) or [""]
    return first, " ".join(rest)


def choices_of(name: str) -> list[str]:
    """Return how someone of this name may be shown without being asked: what fits, the usual first.

    The usual is the first word. Then come the other words, the whole name and its initials.
    """
    words = words_of(name)
    offered = words[:MOST_WORDS]
    if len(words) > 1:
        whole = " ".join(name.split()) if not COMMAS.search(name) else " ".join(words)
        offered += [whole, " ".join(f"{word[0]}." for word in words)]
    return [each for each in dict.fromkeys(offered) if len(each) <= LONGEST_SHOWN]


def shown_name(name: str, shown_as: str) -> str:
    """Return what someone is shown as: their choice, else the usual; NEIGHBOR for no name."""
    return shown_as or next(iter(choices_of(name)), NEIGHBOR)


def is_own_wording(name: str, shown_as: str) -> bool:
    """Say whether someone chose words that are not made of their name, which an organizer reads."""
    return bool(shown_as) and shown_as != NEIGHBOR and shown_as not in choices_of(name)


def spoken_name(shown: str, place: str | Promise = "") -> str:
    """Return a shown name as it is read, with the state: “Ines, Michigan”."""
    if shown == NEIGHBOR:
        return _("A neighbor in %(place)s") % {"place": place} if place else _("A neighbor")
    return f"{shown}, {place}" if place else shown


def _plain(word: str) -> str:
    return word.replace(".", "").casefold()
