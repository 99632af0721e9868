"""Find the browser for the tests. As root on Debian, install the one that suits them best.

That is Chromium's headless shell: the same engine without windows, which opens a page in a fifth of
the time. Any other Chromium will do.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from campaign.devserver.state_folder import StartError

SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# If there's another Chromium, we try to install the shell only once.
SHELL_WAS_ASKED_FOR = Path(sys.prefix) / "asked-for-headless-shell"


def find_or_install_chromium() -> str:
    """Return the path of a Chromium. The variable CHROMIUM can point to another one."""
    if named := os.environ.get("CHROMIUM"):
        path = shutil.which(named)
    else:
        path = find_chromium()
        is_wanted = path is None or not (path.endswith(SHELL) or SHELL_WAS_ASKED_FOR.exists())
        if is_wanted and os.geteuid() == 0 and shutil.which("apt-get"):
            sys.stderr.write("Installing Chromium for the browser tests…\n")
            SHELL_WAS_ASKED_FOR.touch()
            install(SHELL)
            path = find_chromium()
            if path is None:
                install("chromium")
                path = find_chromium()
    if path is None:
        raise StartError(
            f"The browser tests need Chromium. Install it (Debian: apt-get install {SHELL}), or "
            "set CHROMIUM=/path/to/chromium."
        )
    return path


def find_chromium() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def install(package: str) -> None:
    """Install a Debian package. Waits if another package manager is running."""
    options = ["-qq", "-o", "DPkg::Lock::Timeout=300"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", package]):
        subprocess.run(["apt-get", *options, *command], env=environment, check=False)
