"""Files that people open in a spreadsheet. (Not `csv.py`: bootstrap.py runs from this folder.)"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

# Where a spreadsheet may see a formula, which can also call a program or a web address. A
# spreadsheet may split cells at another separator than ours, so any separator can start one.
FORMULA = re.compile(r'(?:^(?=[\t\r\n])|(?:^|(?<=[,;\t\r\n]))(?=[ "]*[=+\-@＝＋－＠]))')
DISARMED = re.compile(r"(?:^|(?<=[,;\t\r\n]))'(?=[ \"]*[=+\-@＝＋－＠]|[\t\r\n])")
# Finds a row without quotes, its cells joined by commas, in which FORMULA may find something.
PERHAPS_FORMULA = re.compile(r"[,;\t][ =+\-@＝＋－＠\t]")
LINE_END = re.compile(r"\r\n?|\n")


class WrongLine(Exception):
    """A line of a CSV file that can't be read, with its number. The first is 1."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Line {number} cannot be read.")
        self.number = number


def csv_text(header: Sequence[str], rows: Iterable[Iterable[str | int | None]]) -> str:
    """Return a CSV file (RFC 4180) with a header row. None is an empty cell."""
    return "".join(csv_parts(header, [rows]))


def csv_parts(
    header: Sequence[str], parts: Iterable[Iterable[Iterable[str | int | None]]]
) -> Iterator[str]:
    """Yield what `csv_text` returns, of rows that come in `parts`."""
    for rows in chain([[header]], parts):
        yield "".join(map(csv_line, rows))


def csv_line(row: Iterable[str | int | None]) -> str:
    """Return a row as a line, with each cell `disarmed`. Most rows need no look at each cell."""
    cells = ["" if cell is None else str(cell) for cell in row]
    line = ",".join(cells)
    is_quoted = '"' in line or "\n" in line or "\r" in line or line.count(",") >= len(cells)
    if line and not is_quoted and not PERHAPS_FORMULA.search(f",{line}"):
        return f"{line}\r\n"
    file = io.StringIO(newline="")
    csv.writer(file).writerow(map(disarmed, cells))
    return file.getvalue()


def disarmed(cell: str) -> str:
    """Return `cell` with an apostrophe wherever a spreadsheet might see a formula."""
    return FORMULA.sub("'", cell)


def armed(cell: str) -> str:
    """Return a cell as it was before `disarmed`."""
    return DISARMED.sub("", cell)


def csv_rows(lines: Sequence[str], *, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of each line that isn't empty.

    Raises WrongLine for quotes that don't close on their line: nothing says where they should.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, next(csv.reader([line], delimiter=separator, strict=True))
            except csv.Error as error:
                raise WrongLine(number) from error


def lines_of(text: str) -> list[str]:
    """Return the lines of a text file, with any kind of line break."""
    return LINE_END.split(text.removeprefix("\ufeff"))
