"""Email addresses as people type and paste them."""

import unicodedata

import idna

# Letters and signs that draw nothing, besides those in an invisible Unicode category.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
VARIATION_SELECTORS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
PLAIN_SPACES = frozenset(" \n\r\t")


def is_invisible(character: str) -> bool:
    """Say whether a character draws nothing: blanks, controls, marks of direction, soft hyphens."""
    return (
        character in BLANK
        or unicodedata.category(character)[0] in "CZ"
        or ord(character) in VARIATION_SELECTORS
    )


def trimmed(text: str) -> str:
    visible = [place for place, character in enumerate(text) if not is_invisible(character)]
    return text[visible[0] : visible[-1] + 1] if visible else ""


def hides_something(text: str) -> bool:
    """Say whether `text` holds an invisible character other than a blank or a line break."""
    return any(is_invisible(character) for character in text if character not in PLAIN_SPACES)


def ascii_domain(domain: str) -> str:
    """Return `domain` in lower case and in ASCII; raise ValueError where it can be no domain.

    Letters beyond ASCII are written as IDNA 2008 does after the mapping of UTS 46: faß.de is
    xn--fa-hia.de, where Python's own codec, of 2003, makes it fass.de, which is somebody else's.
    """
    domain = domain.lower()
    if domain.isascii() and "xn--" not in domain:
        return domain
    return idna.encode(domain, uts46=True).decode()
