"""Text as searches and lists compare it: no capitals, no accents, no punctuation.

The database folds stored text in the same steps, because the PostgreSQL extension `unaccent` and
the ICU collations aren't everywhere.
"""

import re
import unicodedata

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.fields.array import ArrayContains  # type: ignore[attr-defined]
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
MOST_SEARCHED = 200  # characters


def fold(text: str) -> str:
    """Return `text` in lower case, without accents and with single spaces."""
    if not text.isascii():
        text = re.sub(MARKS, "", unicodedata.normalize("NFKD", text))
        text = text.translate(str.maketrans(UNDIVIDED, PLAIN))
    return " ".join(text.lower().split())


def search_key(field: str | models.Func) -> Lower:
    """Return the database expression for the text in `field` as a search compares it.

    Punctuation is dropped without a space: “Al-Sadr” becomes “alsadr”.
    """
    return _folded(_decomposed(field))


def sort_key(field: str) -> Lower:
    """Return the database expression that sorts the name in `field`, “Family, Given”.

    A family name comes before longer ones that begin with it: the comma becomes a tab, which sorts
    before a space. A dash counts as a space, and other punctuation doesn't count.
    """
    return _folded(_replaced(_replaced(_decomposed(field), ",", "\t"), DASHES, " "))


def trigrams(field: str) -> models.Func:
    """Return the database expression for an array of every three letters in a row of a search key.

    It cuts the text into pieces of three, starting at the first, second and third character.
    Shorter pieces at the end do no harm. No search key contains a bar.
    """
    # With literals, so that the database sees the same expression in a query and in an index.
    piece = r"regexp_replace(substr(%(expressions)s, {}), '(...)', '\1|', 'g')"
    pieces = " || '|' || ".join(piece.format(place) for place in (1, 2, 3))
    template = f"string_to_array({pieces}, '|')"
    return models.Func(field, template=template, output_field=ArrayField(models.TextField()))


def cut(text: str) -> str:
    """Return a search cut to MOST_SEARCHED, without the one character PostgreSQL can't store."""
    return text[:MOST_SEARCHED].replace("\0", "\N{REPLACEMENT CHARACTER}")


def has_word(field: str, word: str, *, is_indexed: bool = False) -> Q:
    """Return the condition that `field`, a search key, has a word of `plain_words`.

    “O'Brien” may be on record as O'Brien, OBrien or O Brien. `is_indexed` says that the field has
    an index of its `trigrams`, which finds words of three letters or more.
    """
    condition = Q()
    for text in dict.fromkeys((word.replace("'", ""), word.replace("'", " ").strip())):
        is_there = Q(**{f"{field}__contains": text})
        threes = [text[place : place + 3] for place in range(len(text) - 2)]
        if is_indexed and threes:
            is_there &= Q(ArrayContains(trigrams(field), threes))
        condition |= is_there
    return condition


def plain_words(text: str) -> list[str]:
    """Return the folded words of a search. Apostrophes inside words stay."""
    apart = re.sub(f"[{SEPARATORS}]", " ", fold(APOSTROPHES.sub("'", text)))
    return [word for word in apart.split() if word.strip("'")]


def _decomposed(field: str | models.Func) -> models.Func:
    return models.Func(field, template="normalize(%(expressions)s, NFKD)")


def _replaced(text: models.Func, pattern: str, by: str) -> models.Func:
    return models.Func(text, Value(pattern), Value(by), Value("g"), function="regexp_replace")


def _folded(text: models.Func) -> Lower:
    plain = _replaced(text, PUNCTUATION, "")
    return Lower(models.Func(plain, Value(UNDIVIDED), Value(PLAIN), function="translate"))
