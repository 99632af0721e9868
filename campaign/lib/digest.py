"""A digest of what a page showed, so that its button confirms that and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable


def digest_of(values: Iterable[object]) -> str:
    """Return a digest of values in their order: the same only if each reads the same."""
    return hashlib.sha256(json.dumps([str(value) for value in values]).encode()).hexdigest()
