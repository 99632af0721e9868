"""Small sheets as Excel and LibreOffice write them, without either of the two."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ODF = "urn:oasis:names:tc:opendocument:xmlns"


class Day(float):
    """A day as a number, which its format shows as a day."""


class Formula(str):
    """The last value of a formula."""

    __slots__ = ()


def packed(files: Mapping[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def xlsx(
    *sheets: Sequence[Sequence[object]],
    hidden: Sequence[int] = (),
    merged: str = "",
    first_row: int = 1,
    xml: str = "",
) -> bytes:
    """Return a workbook with sheets called S1, S2 …; `merged` is a range of the first, or `xml`."""
    numbers = range(1, len(sheets) + 1)
    state = {number: ' state="hidden"' if number in hidden else "" for number in numbers}
    listed = "".join(
        f'<sheet name="S{each}" sheetId="{each}" r:id="rId{each}"{state[each]}/>'
        for each in numbers
    )
    related = "".join(
        f'<Relationship Id="rId{each}" Type="{OFFICE}/worksheet" Target="worksheets/s{each}.xml"/>'
        for each in numbers
    )
    merging = f'<mergeCells><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    parts = {
        f"xl/worksheets/s{each}.xml": xml
        or f'<worksheet xmlns="{MAIN}"><sheetData>{_rows(sheet, first_row)}</sheetData>'
        f"{merging if each == 1 else ''}</worksheet>"
        for each, sheet in enumerate(sheets, start=1)
    }
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>",
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
            f"<sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'{related}<Relationship Id="rId99" Type="{OFFICE}/styles" Target="styles.xml"/>'
            "</Relationships>",
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="2">'
            '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
            **parts,
        }
    )


def _rows(rows: Sequence[Sequence[object]], first: int) -> str:
    return "".join(
        f'<row r="{number}">'
        + "".join(_cell(f"{_letters(at)}{number}", value) for at, value in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, start=first)
        if row
    )


def _letters(column: int) -> str:
    first, second = divmod(column, 26)
    return f"{chr(64 + first) if first else ''}{chr(65 + second)}"


def _cell(place: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Day):
        return f'<c r="{place}" s="1"><v>{float(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    if isinstance(value, Formula):
        return f'<c r="{place}" t="str"><f>A1</f><v>{escape(value)}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def ods(table_rows: str) -> bytes:
    """Return a document whose one sheet has the XML `table_rows`."""
    names = "".join(f' xmlns:{each}="{ODF}:{each}:1.0"' for each in ("office", "table", "text"))
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0"/>',
            "content.xml": f"<office:document-content{names}><office:body><office:spreadsheet>"
            f'<table:table table:name="S1">{table_rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


def ods_row(*cells: str, times: int = 1) -> str:
    inside = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p>'
        "</table:table-cell>"
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{inside}</table:table-row>'
