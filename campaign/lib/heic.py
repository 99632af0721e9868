"""Draws HEIC photos, as iPhones take them, the way the public may see them.

libheif and libde265 decode them. Those are written in C and get whatever people upload.
So a separate process does it (`python -m campaign.lib.heic`), limited in memory and
time. A hostile file takes down only that process.
"""

import resource
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
MEMORY_BYTES = 2_000_000_000
SECONDS = 60


def draw_heic(content: bytes) -> bytes:
    """Return a HEIC photo as WebP (`campaign.lib.uploads.redraw`), or b"" if it can't be read.

    That means damaged files and pictures with more than MAXIMUM_PIXELS.
    """
    command = [sys.executable, "-m", __spec__.name]
    try:
        done = subprocess.run(
            command, cwd=CHECKOUT, input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from pi_heif import register_heif_opener  # type: ignore[import-untyped]

    from campaign.lib.uploads import opened, redraw

    register_heif_opener(thumbnails=False)
    with opened(sys.stdin.buffer.read(), ["HEIF"]) as picture:
        sys.stdout.buffer.write(redraw(picture))


if __name__ == "__main__":
    main()
