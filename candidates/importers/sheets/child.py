"""Reads one sheet of a file as text cells: `python -m candidates.importers.sheets.child [SHEET]`.

It runs apart (`campaign.lib.limited_process`), gets the file on standard input and writes JSON:
`{"sheets": […], "chosen": "…", "rows": [[number, cell, …], …]}`, or `{"refused": code}`. `sheets`
leaves out hidden ones. Cells are text: days by ISO 8601, whole numbers without a point. Formulas
give their last value.
"""

import codecs
import csv
import datetime
import io
import itertools
import json
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from campaign.lib.limited_process import limit

MEMORY_BYTES = 512 * 2**20
SECONDS = 20
MOST_ROWS = 5_000
MOST_COLUMNS = 60
# Titles and remarks above the headers.
ROWS_BEFORE = 20
LONGEST_CELL = 32_767  # as in Excel
MOST_CHARACTERS = 5_000_000
SEPARATORS = ",;\t|"
# Kinds of files by how they begin: what people upload by mistake.
BEGINNINGS = {
    b"%PDF": "pdf",
    b"\xd0\xcf\x11\xe0": "old_excel",  # also .xlsx with a password
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
}
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# A workbook can hold them too, as _x0000_. PostgreSQL keeps no NUL, and nobody sees the others.
CONTROL = re.compile(r"[\0-\x08\x0e-\x1f]")

Row = list[Any]


class Refused(Exception):
    """The file can't be read. The text is a code for `reading.SENTENCES`."""


def read(content: bytes, wanted: str) -> dict[str, Any]:
    for beginning, code in BEGINNINGS.items():
        if content.startswith(beginning):
            raise Refused(code)
    if content.startswith(b"PK\x03\x04"):
        return _read_workbook(content, wanted)
    return {"sheets": [""], "chosen": "", "rows": list(_bounded(_csv_rows(_decoded(content))))}


def _read_workbook(content: bytes, wanted: str) -> dict[str, Any]:
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        if wanted and wanted not in sheets:
            raise Refused("no_such_sheet")
        for name in [wanted] if wanted else sheets:
            if rows := list(_bounded(_sheet_rows(book.get_sheet_by_name(name)))):
                return {"sheets": sheets, "chosen": name, "rows": rows}
    except PasswordError:
        raise Refused("password") from None
    except (CalamineError, OSError, UnicodeError):
        raise Refused("damaged") from None
    raise Refused("empty")


def _sheet_rows(sheet: Any) -> Iterator[Row]:
    """Yield the rows of a sheet. Cells merged over several rows of a column all get the value."""
    left = sheet.start[1] if sheet.start else 0
    merged = [
        (start, end)
        for start, end in sheet.merged_cell_ranges or []
        if start[1] == end[1] and start[0] < end[0]
    ]
    held: dict[int, tuple[int, str]] = {}
    starts = {start: end[0] for start, end in merged}
    for number, cells in enumerate(sheet.iter_rows()):  # from the first row, filled or not
        row = [""] * left + [_text(cell) for cell in cells]
        for column, (last, value) in held.items():
            if number <= last and column < len(row):
                row[column] = value
        if starts:
            for column, value in enumerate(row):
                if (number, column) in starts:
                    held[column] = (starts[number, column], value)
        yield [number + 1, *row]


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime.datetime):
        is_day = cell.time() == datetime.time()
        return (cell.date() if is_day else cell).isoformat()
    return cell.isoformat() if isinstance(cell, datetime.date) else CONTROL.sub("", str(cell))


def _decoded(content: bytes) -> str:
    """Return a text file as Excel, LibreOffice and Google Sheets write it."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            encodings = [encoding]
            break
    else:
        zeros = content[:200].count(0)
        encodings = ["utf-16-le"] if zeros > len(content[:200]) // 3 else ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if CONTROL.search(text):
            raise Refused("unknown")
        if text.lstrip().startswith("<"):
            raise Refused("web_page")
        if re.match(r'\s*(\{\s*["}]|\[\s*[\[{"])', text):
            raise Refused("json")
        return text
    raise Refused("unknown")


def _csv_rows(text: str) -> Iterator[Row]:
    stated = re.match(r"sep=(.)\r?\n", text)
    separator = stated[1] if stated else _separator(text)
    csv.field_size_limit(LONGEST_CELL)
    lines = io.StringIO(text[stated.end() :] if stated else text, newline="")
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        for number, row in enumerate(reader, start=2 if stated else 1):
            yield [number, *row]
    except csv.Error as error:
        raise Refused("long_cell" if "limit" in str(error) else "quotes") from None


def _separator(text: str) -> str:
    """Return what separates the cells: what most of the first lines have equally often."""
    lines = [line for line in itertools.islice(io.StringIO(text), 30) if line.strip()]

    def evenness(separator: str) -> tuple[int, int]:
        counts = [count for line in lines if (count := line.count(separator))]
        most_common = max(set(counts), key=counts.count, default=0)
        return counts.count(most_common), most_common

    return max(SEPARATORS, key=evenness)


def _bounded(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows that aren't empty, without empty cells at their end."""
    count = characters = 0
    for number, *cells in rows:
        row = [cell.strip() for cell in cells]
        while row and not row[-1]:
            row.pop()
        if not row:
            continue
        count += 1
        characters += sum(map(len, row))
        if count > MOST_ROWS + ROWS_BEFORE:
            raise Refused("too_many_rows")
        if len(row) > MOST_COLUMNS:
            raise Refused("too_many_columns")
        if characters > MOST_CHARACTERS:
            raise Refused("too_much_text")
        yield [number, *row]


def main() -> None:
    limit(memory_bytes=MEMORY_BYTES, seconds=SECONDS)
    try:
        answer = read(sys.stdin.buffer.read(), sys.argv[1] if len(sys.argv) > 1 else "")
        if not answer["rows"]:
            raise Refused("empty")
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
