"""Install the locked packages into .venv/: `python3 bootstrap.py GROUP…`.

Run by the Makefile with whatever Python the machine has, so it uses the standard library only and
parses under any Python 3. A stamp in .venv/ makes a second call return at once.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from typing import NoReturn

UV_VERSION = "0.13.8"
OLDEST_PYTHON = (3, 11)
CHECKOUT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(CHECKOUT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
# Exists while packages are being installed. If it's still there, the last installation was killed.
UNFINISHED = os.path.join(VENV, ".unfinished")
UV = os.path.join(VENV, "bin", "uv")


def fail(sentence: str) -> "NoReturn":
    sys.exit(sentence)


def fingerprint(groups: "list[str]") -> str:
    """Return a text that changes when the packages of `groups` change."""
    with open(os.path.join(CHECKOUT, "uv.lock"), "rb") as lock:
        digest = hashlib.sha256(lock.read())
    digest.update(repr((UV_VERSION, sorted(groups), os.path.realpath(VENV_PYTHON))).encode())
    return digest.hexdigest()


def run(command: "list[str]") -> None:
    """Run `command` with uv's settings in its environment. Exit if it fails."""
    environment = dict(os.environ)
    environment.pop("VIRTUAL_ENV", None)
    environment.update(
        UV_PROJECT_ENVIRONMENT=VENV,
        UV_PYTHON=VENV_PYTHON,
        UV_PYTHON_DOWNLOADS="never",
        UV_SYSTEM_CERTS="1",
        PIP_DISABLE_PIP_VERSION_CHECK="1",
    )
    try:
        subprocess.run(command, cwd=CHECKOUT, env=environment, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        fail(
            (
                "Couldn't install the packages: {}. The lines above say why. You need Python's "
                "venv module and a connection to the package index."
            ).format(error)
        )


def works(program: str) -> bool:
    """Say whether `program` starts. It doesn't if its Python or the checkout has moved."""
    try:
        return subprocess.run([program, "--version"], stdout=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def install(groups: "list[str]") -> None:
    """Install what uv.lock says for `groups` into .venv/."""
    if os.path.exists(UNFINISHED) or not works(VENV_PYTHON):
        shutil.rmtree(VENV, ignore_errors=True)
    os.makedirs(VENV, exist_ok=True)
    with open(UNFINISHED, "w"):
        pass
    if not works(VENV_PYTHON):
        run([sys.executable, "-m", "venv", VENV])
    if not works(UV):
        # As a module, because scripts contain the path the environment was made at.
        run([VENV_PYTHON, "-m", "pip", "install", "--quiet", "uv==" + UV_VERSION])
    # Inexact, so that uv itself and other groups stay installed.
    # Compiled once, now. Otherwise, where the environment forbids Python to write bytecode,
    # each process would compile Django before it starts.
    command = [UV, "sync", "--frozen", "--inexact", "--quiet", "--compile-bytecode"]
    for group in groups:
        command += ["--group", group]
    try:
        run(command)
    finally:  # when uv says no, it has left everything as it was
        os.remove(UNFINISHED)


def main(groups: "list[str]") -> None:
    if sys.version_info < OLDEST_PYTHON:
        fail(
            (
                "This is Python {}.{}, but you need Python {}.{} or newer. Choose one with make "
                "PYTHON=…."
            ).format(*(sys.version_info[:2] + OLDEST_PYTHON))
        )
    stamp = os.path.join(VENV, ".installed-" + "-".join(sorted(groups)))
    with open(os.path.join(CHECKOUT, "uv.lock"), "rb") as lock:
        # Two `make` at once on a fresh clone: the second waits here and finds the stamp.
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            with open(stamp) as file:
                if file.read() == fingerprint(groups):
                    return
        except OSError:
            sys.stderr.write("Installing packages into .venv/ (once)…\n")
        install(groups)
        with open(stamp, "w") as file:
            file.write(fingerprint(groups))


if __name__ == "__main__":
    main(sys.argv[1:])
