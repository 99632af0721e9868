"""Digests of what a page showed, and hashes as a page shows them."""

import hashlib
import json
from collections.abc import Iterable


def digest_of(values: Iterable[object]) -> str:
    """Return a digest of values in order. It's the same only if all of them read the same."""
    return hashlib.sha256(json.dumps([str(value) for value in values]).encode()).hexdigest()


def short_hash(key: bytes | memoryview) -> str:
    """Return the first eight hex digits of a hash, enough to tell hashes on a page apart."""
    return bytes(key).hex()[:8]
