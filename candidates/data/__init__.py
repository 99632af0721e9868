"""The tables that the code ships with; README.md has their sources."""

import csv
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent


def rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(newline="", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)
