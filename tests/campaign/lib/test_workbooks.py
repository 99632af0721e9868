import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

from campaign.lib.workbooks import csv_file, xlsx_file

MOMENT = datetime.datetime(2026, 3, 15, 1, 30, 20, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 3, 14)
ARMED = ["=1+1", "+1 313 555 0100", "-2", "@nn", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠a", "a,=1"]
HEADER = ["id", "fec_id", "on", "at", "is_on", "links", "none"]
ROW: list[Any] = [17, "0012", DAY, MOMENT, True, ["https://a.example", "https://b.example"], None]


class TestCsvFile:
    def test_has_days_and_moments_by_iso_8601_and_marks_its_encoding(self):
        text = b"".join(csv_file(HEADER, [ROW])).decode()
        assert text == (
            "\ufeffid,fec_id,on,at,is_on,links,none\r\n"
            "17,0012,2026-03-14,2026-03-14T21:30:20-04:00,yes,"
            "https://a.example https://b.example,\r\n"
        )

    def test_disarms_formulas(self):
        _header, *lines = b"".join(csv_file(["a"], [[each] for each in ARMED[:4]])).splitlines()
        assert lines == [b"'=1+1", b"'+1 313 555 0100", b"'-2", b"'@nn"]


class TestXlsxFile:
    def test_has_real_dates_numbers_and_texts(self):
        with xlsx_file(HEADER, [ROW]) as file:
            rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
        assert rows[0] == HEADER
        local = datetime.datetime.combine(DAY, datetime.time(21, 30, 20))
        assert rows[1] == [17, "0012", DAY, local, "yes", " ".join(ROW[5]), ""]

    def test_has_texts_that_look_like_formulas_as_quoted_texts(self):
        big = 10**18
        with xlsx_file(["a"], [[each] for each in (*ARMED, "Ada", big)]) as file:
            content = file.read()
        archive = ZipFile(BytesIO(content))
        cells = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
        rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
        assert "<f>" not in cells
        # The styles in order of use: bold, quoted, plain.
        assert 'quotePrefix="1"' in styles
        quoted, plain = cells.count(' s="2" t="inlineStr"'), cells.count(' t="inlineStr"')
        assert (quoted, plain) == (len(ARMED), len(ARMED) + 3)
        assert [cell for (cell,) in rows[1:5]] == ARMED[:4]
        assert rows[-1] == [str(big)]
