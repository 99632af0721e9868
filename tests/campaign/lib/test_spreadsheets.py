import csv
import io

import pytest

from campaign.lib.spreadsheets import csv_text, disarmed


class TestCsvText:
    def test_reads_back_as_written(self):
        rows = [("O'Brien-Nuñez, Ada", 'said "no"'), ("李雷", "two\r\nlines")]
        text = csv_text(["name", "note"], rows)
        assert list(csv.reader(io.StringIO(text, newline=""))) == [
            ["name", "note"],
            *map(list, rows),
        ]

    def test_ends_each_line_as_the_standard_says(self):
        assert csv_text(["a"], [("b",)]) == "a\r\nb\r\n"

    def test_leaves_the_cell_of_nothing_empty(self):
        assert csv_text(["a", "b"], [(None, "c")]) == "a,b\r\n,c\r\n"


class TestDisarmed:
    @pytest.mark.parametrize(
        "cell",
        ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠A"],
    )
    def test_puts_an_apostrophe_before_a_formula(self, cell):
        assert disarmed(cell) == f"'{cell}"

    @pytest.mark.parametrize("cell", ["", "Ada", "Ada-Bea", "https://example.org/?a=b", "'x"])
    def test_leaves_text_alone(self, cell):
        assert disarmed(cell) == cell
