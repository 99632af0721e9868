"""The faces that we letter in, under the SIL Open Font License beside them: each letter cut out."""

import math
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.pens.basePen import BasePen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

FACES = ("protest-riot", "protest-guerrilla")

# How many pieces a curve is cut into, and how far a cut may stray from it.
PIECES = 8
STRAY = 0.5
# The same for small letters, before they are drawn: in units of the font.
SMALL_STRAY = 6.0

Point = tuple[float, float]
Polygon = list[Point]


@cache
def _font(face: str) -> TTFont:
    return TTFont(Path(__file__).parent / f"{face}.woff2")


@cache
def cut_letter(face: str, letter: str) -> tuple[list[Polygon], float]:
    """Return a letter's polygons, none if the face lacks it, and the width that it takes."""
    font = _font(face)
    name = font.getBestCmap().get(ord(letter))
    if name is None:
        return [], 0
    glyphs = font.getGlyphSet()
    cutter = _Cutter(glyphs)
    glyphs[name].draw(cutter)
    return cutter.polygons, glyphs[name].width


@cache
def cut_small_letter(face: str, letter: str) -> tuple[list[Polygon], float]:
    """Return a letter like `cut_letter`, with as few corners as it needs in a longer text."""
    polygons, width = cut_letter(face, letter)
    return [fewest_corners(polygon, SMALL_STRAY) for polygon in polygons], width


def fewest_corners(polygon: Polygon, most: float = STRAY) -> Polygon:
    """Return the fewest corners from which no point strays further (Ramer-Douglas-Peucker)."""
    if len(polygon) < 3:
        return polygon
    first, last = polygon[0], polygon[-1]
    run = math.dist(first, last)

    def stray(point: Point) -> float:
        if not run:
            return math.dist(first, point)
        (x, y), (x1, y1), (x2, y2) = point, first, last
        return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / run

    farthest = max(range(1, len(polygon) - 1), key=lambda index: stray(polygon[index]))
    if stray(polygon[farthest]) <= most:
        return [first, last]
    before, after = polygon[: farthest + 1], polygon[farthest:]
    return fewest_corners(before, most)[:-1] + fewest_corners(after, most)


class _Cutter(BasePen):
    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.polygons: list[Polygon] = []

    def _moveTo(self, pt: Point) -> None:  # noqa: N802 (fontTools calls it)
        self.polygons.append([pt])

    def _lineTo(self, pt: Point) -> None:  # noqa: N802
        self.polygons[-1].append(pt)

    def _curveToOne(self, pt1: Point, pt2: Point, pt3: Point) -> None:  # noqa: N802
        bends = (self.polygons[-1][-1], pt1, pt2, pt3)
        for piece in range(1, PIECES + 1):
            t = piece / PIECES
            shares = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
            x, y = (
                sum(s * bend[axis] for s, bend in zip(shares, bends, strict=True))
                for axis in (0, 1)
            )
            self.polygons[-1].append((x, y))
