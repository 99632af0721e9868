"""Names as a search compares them: lower-case, letters without their accents.

The database folds the stored name in the same steps (`Person.search_name`), because the
PostgreSQL extension `unaccent` is not everywhere.
"""

import re
import unicodedata

from django.db import models
from django.db.models import Value
from django.db.models.functions import Lower

MARKS = "[\u0300-\u036f]"  # the combining marks that decomposition splits off
UNDIVIDED, PLAIN = "ĐđŁłØøı’‘", "DdLlOoi''"  # letters that do not decompose; curly apostrophes


def fold(text: str) -> str:
    """Return `text` folded, with single spaces."""
    decomposed = re.sub(MARKS, "", unicodedata.normalize("NFKD", text))
    return " ".join(decomposed.translate(str.maketrans(UNDIVIDED, PLAIN)).lower().split())


def folded(field: str) -> Lower:
    """Return the database expression that folds the text in `field`."""
    decomposed = models.Func(field, template="normalize(%(expressions)s, NFKD)")
    bare = models.Func(decomposed, Value(MARKS), Value(""), Value("g"), function="regexp_replace")
    return Lower(models.Func(bare, Value(UNDIVIDED), Value(PLAIN), function="translate"))
