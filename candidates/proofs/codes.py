"""One-time codes that a campaign publishes or emails to us, to show that an answer is its own.

A code is made from a random nonce that the database keeps, from what the answer says, and from
SECRET_KEY, which the database doesn't have. So nobody reads codes in a dump, organizers can look at
one again, and a code says nothing about an answer that was changed since.
"""

import re
import secrets

from django.utils.crypto import salted_hmac

# Without 0, 1, I, L, O and U, which people mix up or read as words.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, LETTERS = 3, 4  # 12 letters: 58 bits


def new_nonce() -> str:
    return secrets.token_hex(16)


def code_for(nonce: str, said: str) -> str:
    """Return the code of a nonce and the digest of what the answer says, as `ABCD-EFGH-JKMN`."""
    keyed = salted_hmac("candidates.proofs.codes", f"{nonce}:{said}", algorithm="sha256")
    number = int.from_bytes(keyed.digest(), "big")
    letters = ""
    for _place in range(GROUPS * LETTERS):
        number, place = divmod(number, len(ALPHABET))
        letters += ALPHABET[place]
    return "-".join(letters[start : start + LETTERS] for start in range(0, len(letters), LETTERS))


def holds(text: str, code: str) -> bool:
    """Say whether a text has the code, in any case, with or without hyphens, spaces or tags."""
    return _letters(code) in _letters(re.sub(r"<[^<>]*>", "", text))


def _letters(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper())
