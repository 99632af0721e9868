"""Fonts with the widths of those on readers' machines, and a Fontconfig file that offers them.

A browser that is started with `FONTCONFIG_FILE` set to that file sees these fonts and no others, so
a test doesn't depend on what is installed. Every letter is a box as wide as the real letter.
"""

from pathlib import Path
from typing import NamedTuple

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

CHARACTERS = [chr(code) for code in range(0x20, 0x7F)]
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""
UNITS_PER_EM = 2048


class Metrics(NamedTuple):
    """Ascent, descent, and the widths of CHARACTERS in regular and bold, in units of the em."""

    ascent: int
    descent: int
    regular: list[int]
    bold: list[int]


def widths(text: str) -> list[int]:
    return [int(word) for word in text.split()]


# Read from the files of Debian's fonts-liberation, fonts-dejavu-core and fonts-roboto-unhinted.
# Liberation Sans was made to have the widths of Arial.
ARIAL = Metrics(
    1854,
    434,
    widths("""
        569 569 727 1139 1139 1821 1366 391 682 682 797 1196 569 682 569 569 1139 1139
        1139 1139 1139 1139 1139 1139 1139 1139 569 569 1196 1196 1196 1139 2079 1366 1366
        1479 1479 1366 1251 1593 1479 569 1024 1366 1139 1706 1479 1593 1366 1593 1479
        1366 1251 1479 1366 1933 1366 1366 1251 569 569 569 961 1139 682 1139 1139 1024
        1139 1139 569 1139 1139 455 455 1024 455 1706 1139 1139 1139 1139 682 1024 569
        1139 1024 1479 1024 1024 1024 684 532 684 1196
    """),
    widths("""
        569 682 971 1139 1139 1821 1479 487 682 682 797 1196 569 682 569 569 1139 1139
        1139 1139 1139 1139 1139 1139 1139 1139 682 682 1196 1196 1196 1251 1997 1479 1479
        1479 1479 1366 1251 1593 1479 569 1139 1479 1251 1706 1479 1593 1366 1593 1479
        1366 1251 1479 1366 1933 1366 1366 1251 682 569 682 1196 1139 682 1139 1251 1139
        1251 1139 682 1251 1251 569 569 1139 569 1821 1251 1251 1251 1251 797 1139 682
        1251 1139 1593 1139 1139 1024 797 573 797 1196
    """),
)
DEJAVU = Metrics(
    1901,
    483,
    widths("""
        651 821 942 1716 1303 1946 1597 563 799 799 1024 1716 651 739 651 690 1303 1303
        1303 1303 1303 1303 1303 1303 1303 1303 690 690 1716 1716 1716 1087 2048 1401 1405
        1430 1577 1294 1178 1587 1540 604 604 1343 1141 1767 1532 1612 1235 1612 1423 1300
        1251 1499 1401 2025 1403 1251 1403 799 690 799 1716 1024 1024 1255 1300 1126 1300
        1260 721 1300 1298 569 569 1186 569 1995 1298 1253 1300 1300 842 1067 803 1298
        1212 1675 1212 1212 1075 1303 690 1303 1716
    """),
    widths("""
        713 934 1067 1716 1425 2052 1786 627 936 936 1071 1716 778 850 778 748 1425 1425
        1425 1425 1425 1425 1425 1425 1425 1425 819 819 1716 1716 1716 1188 2048 1585 1561
        1503 1700 1399 1399 1681 1714 762 762 1587 1305 2038 1714 1741 1501 1741 1577 1475
        1397 1663 1585 2259 1579 1483 1485 936 748 936 1716 1024 1024 1382 1466 1214 1466
        1389 891 1466 1458 702 702 1362 702 2134 1458 1407 1466 1466 1010 1219 979 1458
        1335 1892 1321 1335 1192 1458 748 1458 1716
    """),
)
ROBOTO = Metrics(
    1900,
    500,
    widths("""
        508 528 656 1261 1151 1500 1274 358 701 713 882 1162 403 566 540 845 1151 1151
        1151 1151 1151 1151 1151 1151 1151 1151 496 433 1041 1124 1071 968 1839 1336 1276
        1333 1344 1164 1132 1395 1461 557 1130 1285 1103 1788 1461 1409 1292 1409 1262
        1216 1222 1328 1304 1817 1284 1230 1227 543 841 543 856 924 633 1114 1150 1072
        1155 1086 712 1150 1128 498 490 1038 498 1796 1131 1168 1150 1164 694 1057 670
        1129 992 1539 1016 969 1016 693 500 693 1393
    """),
    widths("""
        510 557 657 1221 1175 1512 1344 332 719 722 929 1118 501 795 596 766 1175 1175
        1175 1175 1175 1175 1175 1175 1175 1175 578 537 1043 1172 1058 1020 1833 1379 1307
        1341 1332 1152 1123 1395 1448 598 1144 1301 1109 1794 1447 1414 1322 1414 1307
        1259 1267 1348 1339 1792 1302 1267 1242 570 865 570 896 915 678 1098 1153 1069
        1155 1107 734 1170 1147 543 533 1094 543 1773 1147 1158 1153 1157 748 1054 692
        1147 1036 1505 1043 1029 1043 677 519 677 1329
    """),
)
# Wider and lower than each of them, as a font of any other name may be.
OTHER = Metrics(1500, 700, [1350] * len(CHARACTERS), [1450] * len(CHARACTERS))

FAMILIES = {
    "Arial": ARIAL,
    "Liberation Sans": ARIAL,
    "DejaVu Sans": DEJAVU,
    "Roboto": ROBOTO,
    "Somebody Else Sans": OTHER,
}


def fontconfig_of(folder: Path, *families: str) -> Path:
    """Write the fonts of `families` into `folder`; return a Fontconfig file that has only them."""
    for family in families:
        metrics = FAMILIES[family]
        for style, advances in (("Regular", metrics.regular), ("Bold", metrics.bold)):
            name = f"{family}-{style}".replace(" ", "")
            font = _font(family, style, name, metrics, advances)
            font.save(folder / f"{name}.ttf")
    path = folder / "fonts.conf"
    path.write_text(FONTCONFIG.format(folder=folder))
    return path


def _font(family: str, style: str, name: str, metrics: Metrics, advances: list[int]) -> FontBuilder:
    glyphs = {".notdef": UNITS_PER_EM // 2} | {
        f"u{ord(character):04x}": advance
        for character, advance in zip(CHARACTERS, advances, strict=True)
    }
    font = FontBuilder(UNITS_PER_EM)
    font.setupGlyphOrder(list(glyphs))
    font.setupCharacterMap({ord(each): f"u{ord(each):04x}" for each in CHARACTERS})
    font.setupGlyf({glyph: _box(advance) for glyph, advance in glyphs.items()})
    font.setupHorizontalMetrics({glyph: (advance, 0) for glyph, advance in glyphs.items()})
    font.setupHorizontalHeader(ascent=metrics.ascent, descent=-metrics.descent)
    full_name = family if style == "Regular" else f"{family} {style}"
    font.setupNameTable(
        {
            "familyName": family,
            "styleName": style,
            "uniqueFontIdentifier": name,
            "fullName": full_name,
            "psName": name,
        }
    )
    font.setupOS2(
        usWeightClass=400 if style == "Regular" else 700,
        fsSelection=0x40 if style == "Regular" else 0x20,
        sTypoAscender=metrics.ascent,
        sTypoDescender=-metrics.descent,
        usWinAscent=metrics.ascent,
        usWinDescent=metrics.descent,
    )
    font.setupPost()
    font.font["head"].macStyle = 0 if style == "Regular" else 1
    return font


def _box(width: int) -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((width // 10, 0))
    for point in ((width // 10, 1000), (width - width // 10, 1000), (width - width // 10, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()
