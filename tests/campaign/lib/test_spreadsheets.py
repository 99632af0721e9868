import csv
import io
from itertools import product

import pytest

from campaign.lib.spreadsheets import WrongLine, armed, csv_rows, csv_text, disarmed, lines_of


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

    def test_writes_every_cell_as_the_library_does_once_it_is_disarmed(self):
        alone = [["".join(cell)] for cell in product(',;\t\r\n"=a ', repeat=3)]
        rows = [*alone, *(["x", *row, "y"] for row in alone), [""], ["", ""]]
        file = io.StringIO(newline="")
        csv.writer(file).writerows([disarmed(cell) for cell in row] for row in [["a"], *rows])
        assert csv_text(["a"], rows) == file.getvalue()

    def test_leaves_the_cell_of_nothing_empty(self):
        assert csv_text(["a", "b"], [(None, "c")]) == "a,b\r\n,c\r\n"


class TestArmed:
    def test_takes_back_what_disarmed_added(self):
        for cell in ("=1+1", "+1 555", "Ada;=1", 'Ada; "=1"', "\tx", "it's", "a,'b'", "'", "-"):
            assert armed(disarmed(cell)) == cell


class TestDisarmed:
    @pytest.mark.parametrize(
        "cell",
        ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠A"],
    )
    def test_puts_an_apostrophe_before_a_formula(self, cell):
        assert disarmed(cell) == f"'{cell}"
        text = csv_text(["a", "b", "c"], [(cell, "", cell)])
        [_header, row] = csv.reader(io.StringIO(text, newline=""))
        assert row == [f"'{cell}", "", f"'{cell}"]

    @pytest.mark.parametrize(
        ("cell", "safe"),
        [
            ("Ada;=1+1", "Ada;'=1+1"),
            ("Ada,@SUM(A1)", "Ada,'@SUM(A1)"),
            ("Ada\t+1", "Ada\t'+1"),
            ("Ada\n=1", "Ada\n'=1"),
            ('Ada; "=1"', 'Ada;\' "=1"'),
            ("a;=1;-2", "a;'=1;'-2"),
        ],
    )
    def test_knows_the_cells_of_every_separator(self, cell, safe):
        assert disarmed(cell) == safe
        # What reads our file by another separator finds no formula at the start of a cell.
        text = csv_text(["name", "note"], [("x", cell)])
        for separator in ",;\t":
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
                assert not any(each.lstrip(' "').startswith(("=", "+", "-", "@")) for each in row)

    @pytest.mark.parametrize(
        "cell", ["", "Ada-Bea", "a; b, c", "well; a-b", "https://example.org/?a=b", "'x"]
    )
    def test_leaves_text_alone(self, cell):
        assert disarmed(cell) == cell


class TestCsvRows:
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_reads_lines_however_they_end(self, end):
        lines = lines_of(end.join(['a,"b ""c"""', "", "d,e"]))
        assert list(csv_rows(lines, separator=",")) == [(1, ["a", 'b "c"']), (3, ["d", "e"])]

    @pytest.mark.parametrize("line", ['"a,b', 'a,"b"c', 'a,"'])
    def test_names_the_line_whose_quotes_do_not_close(self, line):
        with pytest.raises(WrongLine) as wrong:
            list(csv_rows(["a,b", line, "c,d", '"'], separator=","))
        assert wrong.value.number == 2
