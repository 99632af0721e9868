"""Run every bench in its short form: `make bench`.

Prints each figure beside its goal. Exits 1 where one was missed, and 2, with a sentence, where a
program is missing. bench/lighthouse.py isn't among them: it needs Node and a running site.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from served import CHECKOUT, TEMPLATE, prepare

from campaign.lib.processes import run_in_foreground
from tests.nginx import PROGRAM

BENCHES = (
    *("read", "rush", "growth", "overload", "outage", "sign", "sign_kinds", "sign_queue"),
    *("sizes", "export", "mail", "import_fec", "admin_lists"),
)
# By Debian's names of their packages.
PROGRAMS = {"nginx": PROGRAM, "wrk": "wrk", "nghttp2-client": "h2load"}


def main() -> int:
    missing = [name for name, program in PROGRAMS.items() if not shutil.which(program)]
    if missing:
        packages = " ".join(missing)
        print(f"Install {packages} first: apt-get install {packages}", file=sys.stderr)
        return 2
    began, missed = time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="nnn-benches-") as folder:
        print("Preparing the site that the benches begin with", flush=True)
        prepare(Path(folder))
        for name in BENCHES:
            started = time.monotonic()
            code = run_in_foreground(
                [sys.executable, f"bench/{name}.py"], {**os.environ, TEMPLATE: folder}, CHECKOUT
            )
            if code >= 128:
                return code
            if code:
                missed.append(name)
            print(f"bench/{name}.py took {time.monotonic() - started:.0f} s", flush=True)
    print(f"\nAll took {(time.monotonic() - began) / 60:.1f} minutes.")
    print(f"Goals missed: {', '.join(missed)}" if missed else "Every goal is met.")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
