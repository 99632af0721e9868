"""HEIC photos, as iPhones take them, drawn as the public may see them.

They are decoded by libheif and libde265, which are written in C and fed with whatever somebody
brought. So a process of its own does it (`python -m campaign.lib.heic`), bounded in memory and
time: a hostile file takes down that process and nothing else.
"""

import resource
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
MEMORY_BYTES = 2_000_000_000
SECONDS = 60


def draw_heic(content: bytes) -> bytes:
    """Return a HEIC photo as WebP (`campaign.lib.uploads.redraw`), or b"" when it is unreadable.

    Unreadable are damaged files, and pictures of more than MAXIMUM_PIXELS.
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
