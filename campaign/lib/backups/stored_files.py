"""The files that rows refer to, in the folders for media and for private originals.

Each is stored under a random name before its row is committed, never changes, and is deleted after
its row. So the files copied before a snapshot of the database, and the new ones copied after it,
include all that its rows refer to.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from django.conf import settings

from campaign.lib.backups import BackupError, DamagedError

# Programs that make backups leave out a folder with such a file: https://bford.info/cachedir/
MADE_AGAIN = "CACHEDIR.TAG"


def leave_out_of_backups(folder: Path) -> None:
    """Mark `folder` as one whose files the site can make again."""
    with suppress(FileExistsError), (folder / MADE_AGAIN).open("x") as mark:
        mark.write("Signature: 8a477f597d28d172789f06886806bc55\n")


def folders() -> dict[str, Path]:
    """Return each folder of files by its name in a backup."""
    return {"media": Path(settings.MEDIA_ROOT), "private": Path(settings.PRIVATE_MEDIA_ROOT)}


def stored_files() -> Iterator[tuple[str, Path]]:
    """Return each file's name in a backup and its path, without what the site can make again."""
    for name, root in folders().items():
        for folder, below, files in os.walk(root):
            if MADE_AGAIN in files:
                below.clear()
                continue
            for file in files:
                path = Path(folder, file)
                if path.is_file() and not path.is_symlink():
                    yield str(PurePosixPath(name, path.relative_to(root))), path


def destination(name: str) -> Path:
    """Return where a file of a backup belongs. Raises DamagedError outside our folders."""
    root, *parts = PurePosixPath(name).parts or (".",)
    if root not in folders() or not parts or ".." in parts:
        raise DamagedError(f"The backup has a file outside our folders: {name}.")
    return folders()[root].joinpath(*parts)


def require_empty_folders() -> None:
    for root in folders().values():
        if root.exists() and any(root.iterdir()):
            raise BackupError(f"{root} isn't empty. Move its contents somewhere else first.")
