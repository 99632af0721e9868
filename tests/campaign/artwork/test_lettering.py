import re
import xml.etree.ElementTree as ET

import pytest
from django.core.exceptions import ValidationError

from campaign.artwork.lettering import STOCKS, can_letter, letter_placard, letter_words

SPANISH = ["¿DÓNDE ESTÁ", "EL NIÑO? ¡AQUÍ!", "SOLO UN NÚMERO", "ES ÉL"]
COLORS = {"#111111", "#12355B", "#FF6B1A", "#FFFFFF", "#FFD23F", "#BFE3F5", "#D9B98A", "#9A6B3F"}
ATTRIBUTES = {
    "svg": {"width", "height", "viewBox"},
    "path": {"fill", "stroke", "stroke-width", "d"},
}


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 (we drew it)


def corners(path: str) -> list[tuple[int, int]]:
    """Return where a path of relative steps goes, in whole pixels from the picture's corner."""
    places = []
    for polygon in re.findall(r"M([^z]+)z", path):
        numbers = [int(number) for number in re.findall(r"-?\d+", polygon)]
        x, y = 0, 0
        for step_x, step_y in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + step_x, y + step_y
            places.append((x, y))
    return places


class TestLetterPlacard:
    @pytest.mark.parametrize("stock", STOCKS)
    def test_holds_nothing_but_paths_in_our_inks(self, stock: str):
        document = parsed(letter_placard(SPANISH, stock=stock).svg)
        for element in document.iter():
            name = element.tag.removeprefix("{http://www.w3.org/2000/svg}")
            assert set(element.attrib) <= ATTRIBUTES[name]
            assert {element.get("fill", "#111111"), element.get("stroke", "#111111")} <= COLORS
            assert not element.text

    @pytest.mark.parametrize("stock", STOCKS)
    def test_draws_every_letter_in_one_path_on_a_board_of_its_stock(self, stock: str):
        paths = parsed(letter_placard(["OO", "I"], stock=stock).svg)
        assert paths[2].get("fill") == STOCKS[stock][0]
        assert paths[-1].get("d", "").count("M") == 5

    @pytest.mark.parametrize("words", [["NO"], SPANISH, ["MMMMMMMMMMMMMMMMMMMMMMMM"] * 6])
    def test_keeps_every_corner_inside_a_picture_of_its_size(self, words: list[str]):
        drawing = letter_placard(words, stock="kraft")
        document = parsed(drawing.svg)
        assert document.get("viewBox") == f"0 0 {drawing.width} {drawing.height}"
        assert (document.get("width"), document.get("height")) == (
            str(drawing.width),
            str(drawing.height),
        )
        for x, y in (place for path in document for place in corners(path.get("d", ""))):
            assert 3 <= x <= drawing.width - 3
            assert 3 <= y <= drawing.height - 3

    def test_draws_the_same_words_the_same_again(self):
        assert letter_placard(SPANISH, stock="sky") == letter_placard(SPANISH, stock="sky")

    def test_draws_two_of_one_letter_unlike(self):
        letters = parsed(letter_placard(["II"], stock="white").svg)[-1].get("d", "")
        first, second = (re.sub(r"^\d+ \d+", "", each) for each in letters.split("M")[1:])
        assert first != second

    def test_varies_face_ink_and_accent_with_the_words(self):
        seen = set()
        for number in range(40):
            svg = letter_placard([f"OO {number}"], stock="white").svg
            seen.add((svg.count("<path"), '"#12355B"' in svg, '"#FFD23F"' in svg))
        assert seen == {
            *((4, navy, False) for navy in (True, False)),
            *((5, navy, strip) for navy in (True, False) for strip in (True, False)),
        }

    @pytest.mark.parametrize("stock", STOCKS)
    def test_weighs_less_than_nine_kilobytes(self, stock: str):
        assert len(letter_placard(SPANISH, stock=stock).svg.encode()) < 9_000

    def test_joins_a_letter_and_its_accent(self):
        assert letter_placard(["NIN\N{COMBINING TILDE}O"], stock="sky") == letter_placard(
            ["NIÑO"], stock="sky"
        )

    @pytest.mark.parametrize(
        ("words", "code", "told"),
        [
            (["DO NOT CRY 😭"], "unletterable", "“😭”"),
            (["李雷"], "unletterable", "“李”"),
            (["TAB\tHERE"], "unletterable", "“\t”"),
            (["ZERO\u200bWIDTH"], "unletterable", "“\u200b”"),
            (["A"] * 7, "too_many_lines", "Your sign has 7."),
            (["ONE", "  ", "THREE"], "empty_line", "Remove the empty line"),
            ([], "empty_line", "needs words"),
            (["M" * 25], "line_too_long", "at most 24 letters"),
        ],
    )
    def test_refuses_what_no_board_can_hold(self, words: list[str], code: str, told: str):
        with pytest.raises(ValidationError) as refusal:
            letter_placard(words, stock="white")
        assert refusal.value.code == code
        assert told in refusal.value.messages[0]


class TestLetterWords:
    def test_fills_lines_of_one_width_and_keeps_every_corner_inside(self):
        drawing = letter_words("Two chairs were empty in March. No one could tell the class why.")
        [path] = parsed(drawing.svg)
        places = corners(path.get("d", ""))
        assert 0 <= min(map(min, places)) <= 8
        assert max(x for x, _y in places) <= drawing.width
        assert max(y for _x, y in places) <= drawing.height
        assert drawing.height < drawing.width < 2 * drawing.height

    def test_takes_one_long_word(self):
        assert letter_words("Antidisestablishmentarianism").height < 200


class TestCanLetter:
    def test_says_whether_every_letter_is_there(self):
        assert can_letter("¿Dónde está el niño? “Aquí,” it’s 100%…")
        assert not any(can_letter(words) for words in ("Yes 🕯", "李雷", "نعم", "Łódź"))
