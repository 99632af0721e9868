"""The conventions that keep the style sheets apart, and in one layer each."""

import re
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

FOLDER = settings.BASE_DIR / "static" / "css"
SHEETS = sorted([*FOLDER.glob("*.css"), *FOLDER.glob("components/*.css")])
PUBLIC = [sheet for sheet in SHEETS if sheet.name not in {"site.css", "admin.css"}]
WITHOUT_RULES = {"layers.css", "fonts.css", "headline_face.css"}


def name_of(sheet: Path) -> str:
    return str(sheet.relative_to(FOLDER))


class TestStyleSheets:
    def test_are_all_imported_once(self):
        imports = re.findall(r'@import url\("(.+)"\)', (FOLDER / "site.css").read_text())
        assert sorted(imports) == sorted(name_of(sheet) for sheet in PUBLIC)

    @pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
    def test_are_short(self, sheet: Path):
        assert len(sheet.read_text().splitlines()) <= 150

    @pytest.mark.parametrize(
        "sheet", [sheet for sheet in PUBLIC if sheet.name not in WITHOUT_RULES], ids=name_of
    )
    def test_wrap_every_rule_in_a_layer(self, sheet: Path):
        rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
        outermost = re.findall(r"^([^\s}][^{]*)\{", rules, flags=re.MULTILINE)
        assert outermost
        assert all(rule.startswith("@layer ") for rule in outermost)

    @pytest.mark.parametrize("sheet", sorted(FOLDER.glob("components/*.css")), ids=name_of)
    def test_of_components_refer_to_no_file(self, sheet: Path):
        """Joined into css/site.css, a relative address would lead elsewhere."""
        assert "url(" not in sheet.read_text()


class TestColors:
    def test_are_the_light_ones_where_a_browser_cannot_choose(self):
        """A color that a browser doesn't understand leaves no color at all in a variable."""
        sheet = (FOLDER / "tokens.css").read_text()
        for_all, _supports, for_some = sheet.partition("@supports (color: light-dark(")
        both = re.findall(r"(--[\w-]+): light-dark\((.+), #\w+\);", for_some)
        assert len(both) == for_some.count(": light-dark(") > 10
        assert [
            f"{name}: {light};" for name, light in both if f"{name}: {light};" not in for_all
        ] == []
        everywhere = "".join(other.read_text() for other in SHEETS if other.name != "tokens.css")
        assert "light-dark(" not in for_all + everywhere


class TestHeadlineFace:
    def test_has_the_letters_of_the_whole_face(self):
        sheet = (FOLDER / "headline_face.css").read_text()
        [inlined] = re.findall(r"base64,([^\"]+)", sheet)
        part = TTFont(BytesIO(b64decode(inlined)))
        whole = TTFont(settings.BASE_DIR / "static" / "fonts" / "protest-strike.woff2")
        letters = part.getBestCmap()
        assert letters.keys() >= {*range(0x20, 0x7F), *map(ord, "‘’“”–—…")}
        for code, name in letters.items():
            assert part["hmtx"][name] == whole["hmtx"][whole.getBestCmap()[code]], chr(code)
