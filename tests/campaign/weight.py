"""How heavy a public page may be, as it is and as it's sent."""

import gzip
import re

MOST_BYTES, MOST_COMPRESSED = 60_000, 8_000
# Articles are as long as their authors want, and the other two list everything of a kind.
MAY_BE_HEAVY = r"/news/\d{4}/[^/]+/|/privacy/|/styleguide/"


def too_heavy(pages: dict[str, bytes]) -> dict[str, tuple[int, int]]:
    """Return size and compressed size of those HTML pages, by address, that weigh too much."""
    weights = {
        address: (len(page), len(gzip.compress(page, 6)))
        for address, page in pages.items()
        if not re.fullmatch(MAY_BE_HEAVY, address)
    }
    return {
        address: weight
        for address, weight in weights.items()
        if weight[0] > MOST_BYTES or weight[1] > MOST_COMPRESSED
    }
