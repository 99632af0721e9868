"""Files that people open in a spreadsheet. (Not `csv.py`: bootstrap.py runs from this folder.)"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

# What makes a spreadsheet calculate, call a program or fetch an address instead of showing text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str | None]]) -> str:
    """Return a CSV file (RFC 4180) with a header row; None is an empty cell."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows([disarmed(cell or "") for cell in row] for row in rows)
    return file.getvalue()


def disarmed(cell: str) -> str:
    """Return `cell` with an apostrophe before it where it would be taken for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
