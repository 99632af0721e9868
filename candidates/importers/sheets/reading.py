"""Organizers' sheets as rows of text cells, whatever program wrote them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaign.lib.limited_process import run_limited
from candidates.importers.sheets.child import SECONDS

MOST_BYTES = 15_000_000
SENTENCES = {
    "pdf": _("This is a PDF. Save the sheet as .xlsx, .ods or .csv and upload that."),
    "picture": _("This is a picture. Save the sheet as .xlsx, .ods or .csv and upload that."),
    "web_page": _("This is a web page. Download the sheet as .xlsx, .ods or .csv and upload that."),
    "json": _("This is a JSON file. Save the sheet as .xlsx, .ods or .csv and upload that."),
    "old_excel": _(
        "This is an old Excel file (.xls), or it has a password. Save it as .xlsx without a "
        "password and upload that."
    ),
    "password": _("This file has a password. Save it without one and upload it again."),
    "damaged": _("This file is damaged or incomplete. Save the sheet again, then upload it."),
    "unknown": _("This isn’t a sheet. Save the sheet as .xlsx, .ods or .csv and upload that."),
    "empty": _("This sheet is empty. Check that you saved it, then upload it again."),
    "no_such_sheet": _("This file doesn’t have that sheet. Choose another one."),
    "quotes": _(
        "A quotation mark in this file isn’t closed. Save the sheet as .xlsx or .ods and upload "
        "that."
    ),
    "long_cell": _(
        "A cell in this file is longer than 32,767 characters. Shorten it, or check that this is "
        "the right file."
    ),
    "too_many_rows": _(
        "This sheet has more than 5,000 rows. Split it into several sheets and upload one at a "
        "time."
    ),
    "too_many_columns": _("This sheet has more than 60 columns. Delete those you don’t need."),
    "too_much_text": _("This sheet has too much text. Delete the columns you don’t need."),
    "too_large": _(
        "We can’t read this file: it’s too large or damaged. Copy the rows you need into a new "
        "sheet, save it as .xlsx and upload that."
    ),
}


@dataclass(frozen=True)
class Table:
    """The rows of one sheet. Each has its number in the sheet and its cells, not all empty."""

    sheets: list[str]
    chosen: str
    rows: list[tuple[int, list[str]]]

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Table:
        rows = [(number, cells) for number, *cells in stored["rows"]]
        return cls(stored["sheets"], stored["chosen"], rows)

    def to_json(self) -> dict[str, Any]:
        rows = [[number, *cells] for number, cells in self.rows]
        return {"sheets": self.sheets, "chosen": self.chosen, "rows": rows}


def read_table(content: bytes, sheet: str = "") -> Table:
    """Return a sheet of a file, the first that isn't empty by default.

    Raises ValidationError with a sentence if it can't be read, in 20 seconds at the latest.
    """
    if len(content) > MOST_BYTES:
        raise ValidationError(
            _("This file is larger than 15 MB. Delete what you don’t need and upload it again."),
            code="too_many_bytes",
        )
    output = run_limited("candidates.importers.sheets.child", content, sheet, seconds=SECONDS)
    answer = json.loads(output) if output else {"refused": "too_large"}
    if "refused" in answer:
        raise ValidationError(SENTENCES[answer["refused"]], code=answer["refused"])
    return Table.from_json(answer)
