"""Draws HEIC photos, as iPhones take them, the way the public may see them.

libheif and libde265 decode them. Those are written in C and get whatever people upload, so a
limited process does it (`python -m campaign.lib.heic`).
"""

import sys

from campaign.lib.limited_process import limit, run_limited

MEMORY_BYTES = 2_000_000_000
SECONDS = 60


def draw_heic(content: bytes) -> bytes:
    """Return a HEIC photo as WebP (`campaign.lib.redrawing.redraw`), or b"" if it can't be read.

    That means damaged files and pictures with more than MAXIMUM_PIXELS.
    """
    return run_limited("campaign.lib.heic", content, seconds=SECONDS)


def main() -> None:
    limit(memory_bytes=MEMORY_BYTES, seconds=SECONDS)
    from pi_heif import register_heif_opener  # type: ignore[import-untyped]

    from campaign.lib.redrawing import opened, redraw

    register_heif_opener(thumbnails=False)
    with opened(sys.stdin.buffer.read(), ["HEIF"]) as picture:
        sys.stdout.buffer.write(redraw(picture))


if __name__ == "__main__":
    main()
