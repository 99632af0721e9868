from __future__ import annotations

import pytest

from candidates.importers.sheets.child import MOST_COLUMNS, MOST_ROWS, ROWS_BEFORE, Refused, read
from tests.sheet_files import Day, Formula, ods, ods_row, xlsx


def rows(content: bytes, sheet: str = "") -> list[list[object]]:
    return read(content, sheet)["rows"]


def refusal(content: bytes, sheet: str = "") -> str:
    with pytest.raises(Refused) as refused:
        read(content, sheet)
    return str(refused.value)


TEXT = "id;note\n7;Nuñez — “yes”\n"
CELLS = [[1, "id", "note"], [2, "7", "Nuñez — “yes”"]]


class TestRead:
    def test_reads_csv_files_as_excel_libreoffice_and_google_sheets_write_them(self, subtests):
        written = {
            "excel": TEXT.encode("utf-8-sig"),
            "excel on windows": TEXT.replace("\n", "\r\n").encode("cp1252"),
            "excel, unicode text": TEXT.replace(";", "\t").encode("utf-16"),
            "without a mark": TEXT.replace(";", "\t").encode("utf-16-le"),
            "big-endian": b"\xfe\xff" + TEXT.encode("utf-16-be"),
            "google": TEXT.replace(";", ",").encode(),
            "a line end of old": TEXT.replace("\n", "\r").encode(),
            "stated": b"sep=|\n" + TEXT.replace(";", "|").encode(),
        }
        for name, content in written.items():
            with subtests.test(name):
                expected = [[n + (name == "stated"), *row] for n, *row in CELLS]
                assert rows(content) == expected

    def test_keeps_what_stands_in_quotes(self):
        content = b'id,note\n7,"a, b; c\nand ""more"""\n\n,,\n8,x,,\n'
        assert rows(content)[1:] == [[2, "7", 'a, b; c\nand "more"'], [5, "8", "x"]]

    def test_reads_days_numbers_and_formulas_of_a_workbook(self):
        table = [["id", "day", "phone", "sum"], [7, Day(46095), 5.551234567e9, Formula("ok")]]
        assert rows(xlsx([[], *table]))[1:] == [[3, "7", "2026-03-14", "5551234567", "ok"]]

    def test_drops_characters_that_nobody_sees(self):
        assert rows(xlsx([["id", "a_x0000_b"], ["_x0000_", "c_x0007_"]]))[1:] == [[2, "", "c"]]

    def test_gives_a_value_to_every_row_that_its_cell_was_merged_over(self):
        table = [["id", "source"], [1, "here"], [2, None], [3, "there"]]
        assert rows(xlsx(table, merged="B2:B3"))[2:] == [[3, "2", "here"], [4, "3", "there"]]

    def test_reads_the_first_sheet_with_content_or_the_chosen_one_but_none_that_is_hidden(self):
        book = xlsx([["secret"]], [], [["a"]], [["b"]], hidden=[1])
        found = read(book, "")
        assert (found["sheets"], found["chosen"]) == (["S2", "S3", "S4"], "S3")
        assert rows(book, "S4") == [[1, "b"]]
        assert refusal(book, "S1") == "no_such_sheet"

    def test_reads_what_libreoffice_writes(self):
        empty_tail = '<table:table-row table:number-rows-repeated="1048570"/>'
        content = ods(ods_row("id", "note") + ods_row("7", "x", times=2) + empty_tail)
        assert rows(content) == [[1, "id", "note"], [2, "7", "x"], [3, "7", "x"]]

    def test_says_what_a_file_is_instead(self, subtests):
        files = {
            "pdf": b"%PDF-1.7 ...",
            "web_page": b"\n<!doctype html><table>",
            "json": b'{"rows": []}',
            "old_excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "damaged": xlsx([["id"]])[:300],
            "unknown": b"GIF89a\x01\0\x01\0",
            "quotes": b'id,note\n7,"open\n',
            "long_cell": b"x" * 40_000,
            "too_many_columns": b"x," * MOST_COLUMNS + b"x",
            "too_many_rows": b"x\n" * (MOST_ROWS + ROWS_BEFORE + 1),
            "empty": xlsx([]),
        }
        for code, content in files.items():
            with subtests.test(code):
                assert refusal(content) == code

    def test_takes_as_many_rows_and_columns_as_we_promise(self):
        line = ",".join(["x"] * MOST_COLUMNS)
        assert len(rows("\n".join([line] * (MOST_ROWS + 1)).encode())) == MOST_ROWS + 1
