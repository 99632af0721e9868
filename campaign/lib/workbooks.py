"""Tables with typed cells, as Excel workbooks and as CSV files.

A cell is a text, a number, a day, a moment, a yes or no, a list of texts, or None for empty.
"""

import datetime
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.lib.batches import in_parts
from campaign.lib.spreadsheets import csv_parts, disarmed

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTE_ORDER_MARK = "\ufeff"  # Excel reads a CSV file as UTF-8 only with one
PART_ROWS = 500
LONGEST_CELL = 32_767  # characters that Excel takes
# Numbers that a spreadsheet keeps exactly. Longer ones become texts.
EXACT = range(-(2**53), 2**53 + 1)
TEXTS_STAY = dict.fromkeys(("strings_to_formulas", "strings_to_numbers", "strings_to_urls"), False)


def text_of(cell: Any) -> str:
    """Return a cell as text: days and moments by ISO 8601, moments in Eastern time."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, datetime.datetime):
        return timezone.localtime(cell).isoformat(timespec="seconds")
    if isinstance(cell, list):
        return " ".join(map(str, cell))
    return str(cell)


def csv_file(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield a CSV file, with formulas disarmed."""
    yield BYTE_ORDER_MARK.encode()
    texts = ([text_of(cell) for cell in row] for row in rows)
    for part in csv_parts(header, in_parts(texts, PART_ROWS)):
        yield part.encode()


def xlsx_file(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """Return a workbook with one sheet, in a temporary file. Memory doesn't grow with its rows.

    Texts are never formulas. If one looks like a formula, Excel keeps it as text when someone edits
    the cell, too. Days and moments are dates, in Eastern time.
    """
    # Imported here, because few web processes ever write a workbook.
    import xlsxwriter

    file = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd", **TEXTS_STAY}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        plain = book.add_format()
        quoted = book.add_format({"quote_prefix": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, header, book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime.datetime):
                    local = timezone.localtime(cell).replace(tzinfo=None, microsecond=0)
                    sheet.write_datetime(number, column, local, moment)
                elif isinstance(cell, datetime.date):
                    sheet.write_datetime(number, column, cell)
                elif isinstance(cell, int) and not isinstance(cell, bool) and cell in EXACT:
                    sheet.write_number(number, column, cell)
                elif text := text_of(cell)[:LONGEST_CELL]:
                    is_armed = disarmed(text) != text
                    sheet.write_string(number, column, text, quoted if is_armed else plain)
    file.seek(0)
    return file
