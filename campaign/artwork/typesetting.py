"""Words set in our two faces on a picture: broken into rows, shrunk and cut until they fit."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from PIL import ImageDraw, ImageFont

FONTS = Path(__file__).resolve().parents[2] / "static/fonts"
DISPLAY = str(FONTS / "protest-strike.woff2")
TEXT = str(FONTS / "atkinson-hyperlegible-next.woff2")
TEXT_WEIGHT = 600
# Other fonts to try if ours lack a letter. A machine may have some of them.
STAND_INS = ("DejaVuSans-Bold.ttf", "NotoSansCJK-Bold.ttc", "Arial Unicode.ttf")

VARIATION_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))
SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
ELLIPSIS = "…"
A_LITTLE_SMALLER = 0.75


@dataclass(frozen=True)
class Setting:
    """Words set in one face and size, broken into rows."""

    face: str
    size: int
    leading: float
    rows: tuple[str, ...]

    @classmethod
    def fitting(
        cls,
        text: str,
        face: str,
        sizes: Sequence[int],
        width: float,
        height: float,
        *,
        leading: float,
    ) -> "Setting":
        """Set `text` in the first of `sizes` in which it fits with its words whole.

        A size a little smaller wins if it saves a row. What fits in none is cut in the last.
        """
        text = drawable(text)
        settings = [
            cls(face, size, leading, tuple(_rows(text, face, size, width))) for size in sizes
        ]
        fitting = [each for each in settings if each.height <= height]
        whole = [each for each in fitting if " ".join(each.rows) == text] or fitting[-1:]
        if not whole:
            return settings[-1].cut(width, height)
        near = [each for each in whole if each.size >= whole[0].size * A_LITTLE_SMALLER]
        return min(near, key=lambda each: (len(each.rows), -each.size))

    def cut(self, width: float, height: float) -> "Setting":
        """Return as much as fits, with an ellipsis."""
        most = max(1, int(height / (self.size * self.leading)))
        *rows, last = self.rows[:most]
        while last and _width(last.rstrip() + ELLIPSIS, self.face, self.size) > width:
            last = last[:-1]
        return replace(self, rows=(*rows, last.rstrip() + ELLIPSIS))

    @property
    def height(self) -> int:
        return round(len(self.rows) * self.size * self.leading)

    def width_of(self, row: str) -> float:
        return _width(row, self.face, self.size)

    def baselines(self, top: float) -> Iterator[tuple[str, float]]:
        for number, row in enumerate(self.rows):
            yield row, top + self.size * (0.84 + number * self.leading)

    def write(self, draw: ImageDraw.ImageDraw, left: float, top: float, ink: str) -> None:
        for row, baseline in self.baselines(top):
            at = left
            for font, run in _runs(row, self.face, self.size):
                draw.text((at, baseline), run, ink, font, anchor="ls")
                at += font.getlength(run)


def _rows(text: str, face: str, size: int, width: float) -> Iterator[str]:
    row = ""
    for word in text.split():
        joined = f"{row} {word}".strip()
        if row and _width(joined, face, size) > width:
            yield row
            joined = word
        row = joined
        while _width(row, face, size) > width:
            ends = range(1, len(row) + 1)
            fits = max(1, bisect_right(ends, width, key=lambda end: _width(row[:end], face, size)))
            yield row[:fits]
            row = row[fits:]
    if row:
        yield row


def _width(text: str, face: str, size: int) -> float:
    return sum(font.getlength(run) for font, run in _runs(text, face, size))


def drawable(text: str) -> str:
    """Return `text` without what no font here can draw, and with single spaces.

    A letter takes its accents along, which alone would be drawn on a dotted circle.
    """
    kept = []
    for whole in _clusters(unicodedata.normalize("NFC", " ".join(text.split()))):
        letter = whole[0]
        if _face_for(letter, TEXT) and not _is_mark(letter):
            kept.append(whole if _face_for(whole, TEXT) else letter)
    return " ".join("".join(kept).split())


def says_something(text: str) -> bool:
    return any(map(str.isalnum, drawable(text)))


def _clusters(text: str) -> Iterator[str]:
    """Yield each letter with its marks, without joiners and variation selectors."""
    cluster = ""
    for letter in text:
        if unicodedata.category(letter) == "Cf" or letter in VARIATION_SELECTORS:
            continue
        if cluster and not _is_mark(letter):
            yield cluster
            cluster = ""
        cluster += letter
    if cluster:
        yield cluster


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter).startswith("M") or letter in SKIN_TONES


def _runs(text: str, face: str, size: int) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
    """Split `text` by the fonts that have its letters. Use one font for all of it if we can."""
    whole = next((each for each in _faces(face) if _letters(each).issuperset(map(ord, text))), "")
    for found, run in groupby(_clusters(text), lambda each: whole or _face_for(each, face)):
        yield _font(found, size), "".join(run)


def _face_for(cluster: str, face: str) -> str:
    wanted = set(map(ord, cluster))
    return next((each for each in _faces(face) if wanted <= _letters(each)), "")


@cache
def _faces(first: str) -> tuple[str, ...]:
    """Return the fonts to look for a letter in: the one asked for, our other one, the machine's."""
    return (first, *({DISPLAY, TEXT} - {first}), *filter(_letters, STAND_INS))


@cache
def _letters(face: str) -> frozenset[int]:
    """Return the code points in a font, none if the machine doesn't have it."""
    try:
        path = ImageFont.truetype(face).path
    except OSError:
        return frozenset()
    with TTFont(path, fontNumber=0) as font:
        return frozenset(font.getBestCmap())


@cache
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(face, size)
    if face == TEXT:
        font.set_variation_by_axes([TEXT_WEIGHT])
    return font
