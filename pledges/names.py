"""What to call people, going by the name they typed.

Names are written in many ways, so people can change our guess.
"""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models.places import all_jurisdictions

LONGEST_SHOWN = 40
ARMED_FORCES_NAME = gettext_lazy("Armed forces")
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
    """Return the first word of a name and the rest, without titles and suffixes."""
    first, *rest = words_of(name) or [""]
    return first, " ".join(rest)


def choices_of(name: str) -> list[str]:
    """Return the ways to show this name that need no approval, the usual one first.

    The usual one is the first word. Then come the other words, the whole name and its initials.
    """
    words = words_of(name)
    offered = words[:MOST_WORDS]
    if len(words) > 1:
        whole = " ".join(name.split()) if not COMMAS.search(name) else " ".join(words)
        offered += [whole, " ".join(f"{word[0]}." for word in words)]
    return [each for each in dict.fromkeys(offered) if len(each) <= LONGEST_SHOWN]


def shown_name(name: str, shown_as: str) -> str:
    """Return the name someone is shown with: their choice or the usual; NEIGHBOR for none."""
    return shown_as or next(iter(choices_of(name)), NEIGHBOR)


def is_own_wording(name: str, shown_as: str) -> bool:
    """Say whether someone chose wording not made from their name, which needs approval."""
    return bool(shown_as) and shown_as != NEIGHBOR and shown_as not in choices_of(name)


def spoken_name(shown: str, place: str | Promise = "") -> str:
    """Return a shown name with its state: “Ines, Michigan”."""
    if shown == NEIGHBOR:
        here = place_in_text(place)
        return _("A neighbor in %(place)s") % {"place": here} if here else _("A neighbor")
    return f"{shown}, {place}" if place else shown


def place_in_text(place: str | Promise) -> str:
    """Return the name of a place as it stands within a sentence: “the armed forces”."""
    if place == ARMED_FORCES_NAME:
        return _("the armed forces")
    states = all_jurisdictions().values()
    return next((state.name_in_text for state in states if state.name == place), str(place))


def _plain(word: str) -> str:
    return word.replace(".", "").casefold()
