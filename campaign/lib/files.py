"""Files that are either complete or absent, and locks between processes."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from campaign.lib.processes import Account


def write_atomically(
    path: Path, content: str | bytes, *, mode: int, account: Account | None = None
) -> None:
    """Write `content` to `path` with `mode`. Readers see the old or the new file, never a part."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), mode)
            if account and os.geteuid() == 0:
                os.fchown(file.fileno(), account.uid, account.gid)
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        new.unlink()
        raise


@contextmanager
def exclusive_lock(path: Path) -> Iterator[None]:
    """Wait for the lock `path` and hold it. It ends with this process at the latest."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
