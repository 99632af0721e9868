"""Text that's encrypted in the database, so that a dump tells nobody anything.

`FIELD_KEYS` has the keys, newest first: the first encrypts, any of them decrypts.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models


def encrypt(text: str) -> str:
    """Return `text` encrypted with the newest key, different each time."""
    return _fernet().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Return what `encrypt` was given; raises cryptography.fernet.InvalidToken without its key."""
    return _fernet().decrypt(token.encode()).decode()


def rotated(token: str) -> str:
    """Return `token` re-encrypted with the newest key, unchanged if that's its key already.

    Raises cryptography.fernet.InvalidToken if no key can read it.
    """
    old = token.encode()
    try:
        Fernet(settings.FIELD_KEYS[0]).decrypt(old)
    except InvalidToken:
        return _fernet().rotate(old).decode()
    return token


def decryptor() -> Callable[[str], str]:
    """Return a function like `decrypt` for many tokens, which looks up the keys only once."""
    fernet = _fernet()
    return lambda token: fernet.decrypt(token.encode()).decode()


class EncryptedTextField(models.TextField):
    """A text that's encrypted in its column. Empty stays empty, and you can't query it."""

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return encrypt(text) if text else text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return decrypt(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted, so you can't query it.")
        return super().get_lookup(lookup_name)


def _fernet() -> MultiFernet:
    return _fernet_of(tuple(settings.FIELD_KEYS))


@lru_cache(maxsize=2)
def _fernet_of(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
