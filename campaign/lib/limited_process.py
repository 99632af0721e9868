"""Reads what people upload in a process of its own, limited in memory and time.

Decoders are large and get hostile files. A file that makes one crash, hang or ask for all memory
takes down only that process: the caller gets b"". The process gets none of our environment, so it
knows no keys. A module that is run so calls `limit` first, reads standard input and writes standard
output.
"""

import resource
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def run_limited(module: str, content: bytes, *arguments: str, seconds: int) -> bytes:
    """Return what `python -m module` makes of `content`, or b"" if it fails or takes too long."""
    command = [sys.executable, "-m", module, *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=CHECKOUT,
            env={},
            input=content,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""


def limit(*, memory_bytes: int, seconds: int) -> None:
    """Limit this process from now on, and leave no image of its memory behind if it crashes."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
