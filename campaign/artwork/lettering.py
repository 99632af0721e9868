"""Words as the picture of a placard: polygons cut along the letters of display faces, no text."""

import math
import random
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaign.artwork.letters import FACES, Letter, Polygon, fewest_corners, small_letter

MOST_LINES = 6
MOST_LETTERS = 24

# Each stock: its color, the inks it is lettered in, the paper strip it may carry. All letters stand
# on all of them with a contrast of 4.5 and more: navy on orange would not.
STOCKS = {
    "orange": ("#FF6B1A", ("#111111",), "#FFD23F"),
    "white": ("#FFFFFF", ("#111111", "#12355B"), "#FFD23F"),
    "yellow": ("#FFD23F", ("#111111",), "#FFFFFF"),
    "sky": ("#BFE3F5", ("#111111", "#12355B"), "#FFFFFF"),
    "kraft": ("#D9B98A", ("#111111",), "#FFFFFF"),
}
EDGE = "#111111"
WOOD = "#9A6B3F"

# All in pixels of the picture.
WIDTH = 800
PADDING = 52
GAP = 26
TALLEST_LINE = 210
TALLEST_LINES = 720
STICK = 170
SHADOW = 12
MARGIN = 6

# For longer texts: about how many letters go on a line, how much a line may be stretched compared
# with the others, and the gap between two lines as a share of a letter's height.
LETTERS_A_LINE = 15
MOST_STRETCHED = 1.2
LEADING = 0.3


@dataclass(frozen=True)
class Drawing:
    """An SVG document and its size in pixels."""

    svg: str
    width: int
    height: int


class Layer(NamedTuple):
    """What is printed in one color, with a black outline if `is_outlined`."""

    color: str
    polygons: list[Polygon]
    is_outlined: bool = False


def letter_placard(lines: Sequence[str], *, stock: str) -> Drawing:
    """Draw `lines` on a sign of `stock` with a stick; the same words always look the same.

    Raises the errors of `front_of_placard`.
    """
    front, foot, chance = front_of_placard(lines, stock=stock)
    stick = _crooked(WIDTH / 2 - 17, foot - 60, WIDTH / 2 + 17, foot + STICK, 4, chance)
    [sign] = front[0].polygons
    behind = [
        Layer(WOOD, [stick], is_outlined=True),
        Layer(EDGE, [[(x + SHADOW, y + SHADOW) for x, y in sign]]),
    ]
    return _drawing([*behind, *front], math.radians(chance.uniform(-2.4, 2.4)))


def front_of_placard(
    lines: Sequence[str], *, stock: str
) -> tuple[list[Layer], float, random.Random]:
    """Return the layers of a sign of `stock`, a key of `STOCKS`; the first is the board.

    Also returns its height, and the random generator for the rest of the drawing.
    Raises ValidationError with a sentence for the person who typed the words, and a code:
    "empty_line", "too_many_lines", "line_too_long", "unletterable" (none of our faces has it).
    """
    words = [unicodedata.normalize("NFC", line.strip()) for line in lines]
    faces = _faces_for(words)
    chance = random.Random("/".join([stock, *words]))  # noqa: S311 (it guards no secret)
    color, inks, paper = STOCKS[stock]
    face, ink = chance.choice(faces), chance.choice(inks)
    accent = chance.choice(["none", "rule", "strip"])

    tallest = min(TALLEST_LINE, TALLEST_LINES / len(words))

    rows: list[list[Polygon]] = []
    foot: float = PADDING - GAP
    for text in words:
        letters = [_cut_letter(face, letter) for letter in text]
        rows.append(_fitted(_line(letters, chance), top=foot + GAP, tallest=tallest))
        foot = _box(rows[-1])[3]
    left, top, right, _bottom = _box(rows[-1])
    accents = []
    if accent == "strip":
        accents = [_crooked(left - 20, top - 13, right + 20, foot + 13, 6, chance)]
    elif accent == "rule":
        accents = [_crooked(left + 20, foot + 20, right - 30, foot + 34, 5, chance)]
        foot += 34
    foot += PADDING
    sign = _crooked(0, 0, WIDTH, foot, 9, chance)
    front = [
        Layer(color, [sign], is_outlined=True),
        Layer(ink if accent == "rule" else paper, accents),
        Layer(ink, list(chain.from_iterable(rows))),
    ]
    return front, foot, chance


def can_letter(words: str) -> bool:
    """Say whether the face for longer texts has every letter. It has no emoji and no Arabic."""
    return all(small_letter(letter)[0] for letter in set(_capitals(words)) - {" "})


# A petition's page is drawn again every few signatures, with the same words.
@lru_cache(32)
def letter_words(words: str) -> Drawing:
    """Letter a sentence or two in black capitals, in lines of about the same width.

    The same words always look the same. Call `can_letter` first: a missing letter stays blank.
    """
    text = _capitals(words)
    chance = random.Random(text)  # noqa: S311 (it guards no secret)
    lines = [_line(map(small_letter, line), chance) for line in _even_lines(text)]
    boxes = [_box(line) for line in lines]
    usual = WIDTH * len(lines) / sum(right - left for left, _top, right, _bottom in boxes)
    rows: list[list[Polygon]] = []
    foot = 0.0
    for line, (left, top, right, bottom) in zip(lines, boxes, strict=True):
        scale = min(WIDTH / (right - left), usual * MOST_STRETCHED)
        start = chance.uniform(0, 0.5) * (WIDTH - (right - left) * scale)
        rows.append(
            [
                [(start + (x - left) * scale, foot + (y - top) * scale) for x, y in each]
                for each in line
            ]
        )
        foot += (bottom - top) * scale * (1 + LEADING)
    return _drawing([Layer(EDGE, list(chain.from_iterable(rows)))], 0)


def _capitals(words: str) -> str:
    return unicodedata.normalize("NFC", " ".join(words.split()).upper())


def _even_lines(text: str) -> list[str]:
    """Break a text into lines so that the longest is as short as it can be."""
    words = text.split()
    wanted = max(1, round(len(text) / LETTERS_A_LINE))
    for most in range(max(map(len, words)), len(text) + 1):
        lines = textwrap.wrap(text, most, break_long_words=False, break_on_hyphens=False)
        if len(lines) <= wanted:
            return lines
    return [text]


def _faces_for(words: Sequence[str]) -> list[str]:
    if not any(words) or not all(words):
        raise ValidationError(
            _("Every line of a sign needs words. Remove the empty line."), code="empty_line"
        )
    if len(words) > MOST_LINES:
        raise ValidationError(
            _("Use at most %(most)s lines. Your sign has %(count)s."),
            code="too_many_lines",
            params={"most": MOST_LINES, "count": len(words)},
        )
    for line in words:
        if len(line) > MOST_LETTERS:
            raise ValidationError(
                _("Shorten “%(line)s” to at most %(most)s letters."),
                code="line_too_long",
                params={"line": line, "most": MOST_LETTERS},
            )
    wanted = sorted(set("".join(words)) - {" "})
    faces = [face for face in FACES if all(_cut_letter(face, letter)[0] for letter in wanted)]
    if not faces:
        missing = next(letter for letter in wanted if not _cut_letter(FACES[0], letter)[0])
        raise ValidationError(
            _("We can’t draw “%(letter)s” on a sign. Write it another way."),
            code="unletterable",
            params={"letter": missing},
        )
    return faces


def _cut_letter(face: str, letter: str) -> Letter:
    # What reads fonts takes 4 MiB, which few processes need: only those that draw a sign.
    from campaign.artwork.cutting import cut_letter

    return cut_letter(face, letter)


def _line(letters: Iterable[Letter], chance: random.Random) -> list[Polygon]:
    """Return letters in a line in units of the font, each turned, moved and scaled a little."""
    line: list[Polygon] = []
    at = 0.0
    for polygons, width in letters:
        turn, size = math.radians(chance.uniform(-2.4, 2.4)), chance.uniform(0.96, 1.03)
        rise, middle = chance.uniform(-14, 14), width / 2
        cos, sin = size * math.cos(turn), size * math.sin(turn)
        line += [
            [
                (at + middle + (x - middle) * cos - y * sin, rise - (x - middle) * sin - y * cos)
                for x, y in polygon
            ]
            for polygon in polygons
        ]
        at += width
    return line


def _fitted(line: list[Polygon], *, top: float, tallest: float) -> list[Polygon]:
    """Return `line` in pixels, as wide as the sign or as high as `tallest`, starting at `top`."""
    left, highest, right, lowest = _box(line)
    scale = min((WIDTH - 2 * PADDING) / (right - left), tallest / (lowest - highest))
    start = (WIDTH - (right - left) * scale) / 2
    return [
        fewest_corners([(start + (x - left) * scale, top + (y - highest) * scale) for x, y in each])
        for each in line
    ]


def _crooked(
    left: float, top: float, right: float, bottom: float, most: float, chance: random.Random
) -> Polygon:
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return [(x + chance.uniform(-most, most), y + chance.uniform(-most, most)) for x, y in corners]


def _box(polygons: Iterable[Polygon]) -> tuple[float, float, float, float]:
    xs, ys = zip(*(point for polygon in polygons for point in polygon), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _drawing(layers: list[Layer], tilt: float) -> Drawing:
    """Return the layers as one tilted document, cropped to its size."""
    cos, sin = math.cos(tilt), math.sin(tilt)
    tilted = [
        layer._replace(
            polygons=[
                [(x * cos - y * sin, x * sin + y * cos) for x, y in each] for each in layer.polygons
            ]
        )
        for layer in layers
        if layer.polygons
    ]
    left, top, right, bottom = _box(chain.from_iterable(layer.polygons for layer in tilted))
    width, height = math.ceil(right - left) + 2 * MARGIN, math.ceil(bottom - top) + 2 * MARGIN
    paths = "".join(_path(layer, left - MARGIN, top - MARGIN) for layer in tilted)
    return Drawing(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{paths}</svg>',
        width,
        height,
    )


def _path(layer: Layer, left: float, top: float) -> str:
    edge = f' stroke="{EDGE}" stroke-width="6"' if layer.is_outlined else ""
    commands = "".join(_commands(polygon, left, top) for polygon in layer.polygons)
    return f'<path fill="{layer.color}"{edge} d="{commands}"/>'


def _commands(polygon: Polygon, left: float, top: float) -> str:
    """Return a polygon as a path of relative steps in whole pixels."""
    corners = [(round(x - left), round(y - top)) for x, y in polygon]
    steps = [
        f"{to_x - x} {to_y - y}"
        for (x, y), (to_x, to_y) in pairwise(corners)
        if (x, y) != (to_x, to_y)
    ]
    return f"M{corners[0][0]} {corners[0][1]}l{' '.join(steps)}z".replace(" -", "-")
