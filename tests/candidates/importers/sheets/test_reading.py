from __future__ import annotations

import time

import pytest
from django.core.exceptions import ValidationError

from candidates.importers.sheets.reading import MOST_BYTES, read_table
from tests.sheet_files import MAIN, ods, ods_row, xlsx

REPEATED = (
    '<table:table-row table:number-rows-repeated="1048576"><table:table-cell'
    ' office:value-type="string" table:number-columns-repeated="16"><text:p>x</text:p>'
    "</table:table-cell></table:table-row>"
)
LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "haha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + f']><worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t>'
    "</is></c></row></sheetData></worksheet>"
)
FAR_APART = (
    f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
)


class TestReadTable:
    def test_reads_a_sheet_in_a_process_of_its_own(self):
        table = read_table(b"id,note\n7,x\n")
        assert table.rows == [(1, ["id", "note"]), (2, ["7", "x"])]
        assert type(table).from_json(table.to_json()) == table

    def test_survives_what_was_made_to_break_it(self, subtests):
        """Each of these asks for far more memory than a reader gets, or for hours."""
        bombs = {
            "a million repeated cells": ods(REPEATED),
            "two cells far apart": xlsx([[]], xml=FAR_APART),
            "a billion laughs": xlsx([[]], xml=LAUGHS),
        }
        for name, content in bombs.items():
            with subtests.test(name):
                assert len(content) < 3_000
                started = time.monotonic()
                with pytest.raises(ValidationError) as refused:
                    read_table(content)
                assert refused.value.code in {"too_large", "damaged", "empty"}
                assert refused.value.messages[0].endswith(".")
                assert time.monotonic() - started < 25

    def test_refuses_a_file_of_another_size(self):
        with pytest.raises(ValidationError, match="15 MB"):
            read_table(b"x" * (MOST_BYTES + 1))

    def test_passes_on_what_the_process_says(self):
        with pytest.raises(ValidationError, match="This is a PDF"):
            read_table(b"%PDF-1.7")

    def test_can_be_asked_for_a_sheet(self):
        book = xlsx([["a"]], [["b"]])
        assert read_table(book, "S2").rows == [(1, ["b"])]
        assert read_table(ods(ods_row("c"))).chosen == "S1"
