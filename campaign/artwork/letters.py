"""Letters as polygons. Those for longer texts are already cut, so pages need no font."""

import json
import math
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
FACES = ("protest-riot", "protest-guerrilla")
SMALL = FONTS / "small_letters.json"

# How far a cut may stray from a letter.
STRAY = 0.5

Point = tuple[float, float]
Polygon = list[Point]
# Its polygons, and the width that it takes.
Letter = tuple[list[Polygon], float]


@cache
def _small_letters() -> dict[str, str]:
    """Return each letter's width and polygons as text, which takes a tenth of the memory."""
    letters: dict[str, str] = json.loads(SMALL.read_text())
    return letters


def small_letter(letter: str) -> Letter:
    """Return a letter of the first face with as few corners as it needs in a longer text.

    There are capitals, digits and signs. One that the face lacks has no polygons.
    """
    width, *polygons = _small_letters().get(letter, "0").split(";")
    return [_polygon(each) for each in polygons], int(width)


def _polygon(text: str) -> Polygon:
    numbers = list(map(int, text.split()))
    return list(zip(numbers[::2], numbers[1::2], strict=True))


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
