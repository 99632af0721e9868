"""The private folder of a sheet: the upload, its rows and the plan.

Backups leave these folders out: the sheet is still where it came from.
"""

import datetime
import json
import secrets
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings

from campaign.lib.backups.stored_files import leave_out_of_backups
from campaign.lib.files import write_atomically

UPLOAD, TABLE, PLAN = "upload", "table.json", "plan.json"


def new_folder() -> str:
    """Make a folder with a random name that only the site's own user can read."""
    root = _root()
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    leave_out_of_backups(root)
    name = secrets.token_hex(16)
    (root / name).mkdir(mode=0o700)
    return name


def write(folder: str, name: str, content: bytes | Any) -> None:
    """Store bytes, or anything else as JSON."""
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    write_atomically(_root() / folder / name, data, mode=0o600)


def read_bytes(folder: str, name: str) -> bytes:
    return (_root() / folder / name).read_bytes()


def read_json(folder: str, name: str) -> Any:
    """Return what was stored, None if it isn't there."""
    try:
        return json.loads(read_bytes(folder, name)) if folder else None
    except FileNotFoundError:
        return None


def delete(folder: str) -> None:
    if folder:
        shutil.rmtree(_root() / folder, ignore_errors=True)


def folders_before(moment: datetime.datetime) -> list[str]:
    """Return the names of the folders that were made before a moment."""
    found = _root().iterdir() if _root().exists() else iter(())
    made = (path for path in found if path.is_dir() and path.stat().st_mtime < moment.timestamp())
    return sorted(path.name for path in made)


def _root() -> Path:
    return Path(settings.PRIVATE_MEDIA_ROOT) / "sheets"
