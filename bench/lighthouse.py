"""Ask Lighthouse (mobile) about the pages that a first visitor sees, and weigh them.

    make run                                   # in another terminal
    .venv/bin/python bench/lighthouse.py       # needs Node 18 or newer; CHROME_PATH may name Chrome

Promised for each page: performance 95 and the three others 100 of 100; a layout shift of at most
0.02; at most 150 kB on a first visit without uploads; at most 15 kB of HTML once a proxy has
gzipped it. Prints what was found and fails where a promise is broken.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

ADDRESS = "http://127.0.0.1:8000"
PAGES = (
    "/",
    "/ballot/mi/?districts=01",
    "a candidate who signed",
    "/tracker/mi/",
    "/tracker/",
    "the petition",
)
# Where to find the address of a page that gets a random name in the demo.
FOUND_ON = {
    "a candidate who signed": ("/tracker/signed/", rb'href="(/candidates/[\w-]+/)"'),
    "the petition": ("/petitions/", rb'href="(/petitions/[\w-]+/)"'),
}
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
MOST_SHIFT = 0.02
TRIES = 3
MOST_BYTES, MOST_HTML_BYTES = 150_000, 15_000
# Lighthouse stays with the 12th version: later ones need a newer Node.
LIGHTHOUSE = ["npx", "--yes", "lighthouse@12"]
CHROME_FLAGS = "--headless=new" + (" --no-sandbox" if os.geteuid() == 0 else "")


def main(address: str) -> int:
    broken = []
    print(f"{'page':40} {'perf':>4} {'a11y':>4} {'best':>4} {'seo':>4} {'shift':>6} {'kB':>5} html")
    for page in PAGES:
        path = path_of(page, address)
        html_bytes = len(gzip.compress(fetch(address + path), 9))
        report = ask(address + path)
        scores = {name: round(report["categories"][name]["score"] * 100) for name in LEAST}
        shift = report["audits"]["cumulative-layout-shift"]["numericValue"]
        sent = report["audits"]["network-requests"]["details"]["items"]
        others = [each["transferSize"] for each in sent if "/media/" not in each["url"]]
        # gunicorn sends HTML as it is; the proxy compresses it.
        bytes_sent = sum(others) - sent[0]["transferSize"] + html_bytes
        print(
            f"{path:40} {' '.join(f'{score:4}' for score in scores.values())} "
            f"{shift:6.3f} {bytes_sent / 1000:5.0f} {html_bytes / 1000:.1f}"
        )
        kept = (
            all(scores[name] >= least for name, least in LEAST.items())
            and shift <= MOST_SHIFT
            and bytes_sent <= MOST_BYTES
            and html_bytes <= MOST_HTML_BYTES
        )
        broken += [] if kept else [path]
    if broken:
        print(f"A promise is broken on {', '.join(broken)}.")
    return len(broken)


def path_of(page: str, address: str) -> str:
    """Return the path of one of PAGES."""
    if page not in FOUND_ON:
        return page
    on, link = FOUND_ON[page]
    found = re.search(link, fetch(address + on))
    assert found, f"There is no link to {page}: build the demo first."
    return found[1].decode()


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 (an address of our own)
        content: bytes = answer.read()
    return content


def ask(url: str) -> dict:
    """Return the best of a few reports on a page, or the first that meets the goals.

    Whatever else the machine does lowers the performance, and now and then Lighthouse loses its
    own trace.
    """
    best: dict = {}
    for attempt in range(TRIES):
        try:
            report = report_on(url)
        except subprocess.CalledProcessError:
            if attempt == TRIES - 1 and not best:
                raise
            continue
        if not best or performance(report) > performance(best):
            best = report
        if performance(best) >= LEAST["performance"]:
            break
    return best


def performance(report: dict) -> float:
    return report["categories"]["performance"]["score"] * 100


def report_on(url: str) -> dict:
    chrome = os.environ.get("CHROME_PATH") or shutil.which("chromium") or ""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        subprocess.run(
            [
                *LIGHTHOUSE,
                url,
                "--quiet",
                "--output=json",
                f"--output-path={report}",
                f"--chrome-flags={CHROME_FLAGS}",
            ],
            check=True,
            env={**os.environ, "CHROME_PATH": chrome},
        )
        return json.loads(report.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ADDRESS))
