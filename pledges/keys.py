"""Keys that never change, although FIELD_KEYS do: made once, stored encrypted under FIELD_KEYS.

A dump of the database reveals neither them nor what was hashed. `rotate_keys` re-encrypts them and
doesn't change them, so we still recognize addresses and emailed links still work.
"""

import base64
import hashlib
import hmac
import secrets
from functools import cache

KEY_BYTES = 32
ADDRESS, LINK = "address", "link"


@cache
def sealed_key(name: str) -> bytes:
    """Return a key by its name, ADDRESS or LINK; read once a process."""
    from pledges.models import SealedKey

    return base64.urlsafe_b64decode(SealedKey.objects.get(name=name).key)


def new_key() -> str:
    """Return a new key as it is stored."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def keyed_hash(name: str, text: str) -> bytes:
    """Return the HMAC-SHA256 of `text` under a sealed key: 32 bytes."""
    return hmac.digest(sealed_key(name), text.encode(), hashlib.sha256)
