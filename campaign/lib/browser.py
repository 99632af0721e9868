"""Find the browser that the tests drive; as root, install Debian's when there is none."""

import os
import shutil
import subprocess
import sys

from campaign.lib.trial import TrialError

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_or_install_chromium() -> str:
    """Return the path of a Chromium. The variable CHROMIUM names one that is elsewhere."""
    if path := find_chromium():
        return path
    if os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stderr.write("Installing Chromium for the browser tests…\n")
        install()
        if path := find_chromium():
            return path
    raise TrialError(
        "The browser tests need Chromium: install it (Debian: apt-get install chromium), or name "
        "it with CHROMIUM=/path/to/chromium."
    )


def find_chromium() -> str | None:
    """Return the path of an installed Chromium."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None)


def install() -> None:
    """Install Debian's Chromium; waits for another package manager at work."""
    options = ["-qq", "-o", "DPkg::Lock::Timeout=300"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", *options, *command], env=environment, check=False)
