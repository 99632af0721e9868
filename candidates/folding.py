"""Names as a search and a list compare them: no capitals, no accents, no punctuation.

The database folds the stored names (`Person.search_name`, `Person.sort_key`) in the same steps,
because the PostgreSQL extension `unaccent` and the ICU collations aren't everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import dropwhile

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower

MARKS = "[\u0300-\u036f]"  # the combining marks that decomposition splits off
UNDIVIDED, PLAIN = "ĐđŁłØøı’‘", "DdLlOoi''"  # letters that do not decompose; curly apostrophes
# Marks and punctuation of ASCII, Latin-1, the modifier letters, Unicode's general and CJK blocks,
# but for the apostrophe. Written as escapes, which Python and PostgreSQL read alike.
SEPARATORS = (
    r"\u0021-\u0026\u0028-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007e\u00a1-\u00bf\u02b0-\u036f"
    r"\u2000-\u206f\u3001-\u303f"
)
PUNCTUATION = f"['{SEPARATORS}]"
DASHES = r"[\u002d\u2010-\u2015]"
APOSTROPHES = re.compile("[`´‘’‛′ʹʻʼʽ\uff07]")
# Left out in front of a name. The record keeps names without titles.
TITLES = re.compile(
    "the|mr|mrs|ms|mx|miss|dr|hon|honorable|rep|representative|sen|senator|congressman"
    "|congresswoman|delegate|gov|governor|mayor|rev"
)


def fold(text: str) -> str:
    """Return `text` in small letters without accents, with single spaces."""
    decomposed = re.sub(MARKS, "", unicodedata.normalize("NFKD", text))
    return " ".join(decomposed.translate(str.maketrans(UNDIVIDED, PLAIN)).lower().split())


def search_key(field: str) -> Lower:
    """Return the database expression for the name in `field` as `named` searches it.

    Punctuation is dropped and leaves no space: “Al-Sadr” becomes “alsadr”.
    """
    return _folded(_decomposed(field))


def sort_key(field: str) -> Lower:
    """Return the database expression that sorts the name in `field`, “Family, Given”.

    A family name comes before longer ones that begin with it: the comma becomes a tab, which sorts
    before a space. A dash counts as a space, and other punctuation doesn't count.
    """
    return _folded(_replaced(_replaced(_decomposed(field), ",", "\t"), DASHES, " "))


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
        # “O'Brien” may be on record as O'Brien, OBrien or O Brien.
        joined, apart = word.replace("'", ""), word.replace("'", " ").strip()
        condition &= Q(**{f"{person}search_name__contains": joined}) | Q(
            **{f"{person}search_name__contains": apart}
        )
    return condition


def _searched_words(text: str) -> list[str]:
    """Return the folded words of a search, apostrophes kept inside, titles left out."""
    parts = [_plain_words(part) for part in text.split(",")]
    spoken = [word for part in parts for word in dropwhile(TITLES.fullmatch, part)]
    return spoken or [word for part in parts for word in part]


def _plain_words(text: str) -> list[str]:
    apart = re.sub(f"[{SEPARATORS}]", " ", fold(APOSTROPHES.sub("'", text)))
    return [word for word in apart.split() if word.strip("'")]


def _decomposed(field: str) -> models.Func:
    return models.Func(field, template="normalize(%(expressions)s, NFKD)")


def _replaced(text: models.Func, pattern: str, by: str) -> models.Func:
    return models.Func(text, Value(pattern), Value(by), Value("g"), function="regexp_replace")


def _folded(text: models.Func) -> Lower:
    plain = _replaced(text, PUNCTUATION, "")
    return Lower(models.Func(plain, Value(UNDIVIDED), Value(PLAIN), function="translate"))
