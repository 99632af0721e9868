"""Email addresses as people type and paste them."""

import unicodedata
from functools import lru_cache

import idna

# Letters and signs that draw nothing, besides those in an invisible Unicode category.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
VARIATION_SELECTORS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
PLAIN_SPACES = frozenset(" \n\r\t")


@lru_cache(maxsize=1_000)
def is_invisible(character: str) -> bool:
    """Say whether a character is invisible: blanks, controls, direction marks, soft hyphens."""
    return (
        character in BLANK
        or unicodedata.category(character)[0] in "CZ"
        or ord(character) in VARIATION_SELECTORS
    )


def trimmed(text: str) -> str:
    visible = [place for place, character in enumerate(text) if not is_invisible(character)]
    return text[visible[0] : visible[-1] + 1] if visible else ""


def hides_something(text: str) -> bool:
    """Say whether `text` has an invisible character other than spaces and line breaks."""
    return any(is_invisible(character) for character in text if character not in PLAIN_SPACES)


def ascii_domain(domain: str) -> str:
    """Return `domain` in lower case and ASCII. Raise ValueError if it can't be a domain.

    Other letters follow IDNA 2008 with the mapping of UTS 46, so faß.de is
    xn--fa-hia.de. Python's own codec, of 2003, makes it fass.de, which is someone else's.
    """
    domain = domain.lower()
    if domain.isascii() and "xn--" not in domain:
        return domain
    return idna.encode(domain, uts46=True).decode()
