"""Letters cut out of our faces, which are under the SIL Open Font License in `fonts`.

`python -m campaign.artwork.cutting` writes the small letters of `letters.py` after a face changed.
"""

import json
from functools import cache
from typing import Any

from fontTools.pens.basePen import BasePen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from campaign.artwork.letters import FACES, FONTS, SMALL, Letter, Point, Polygon, fewest_corners

# How many pieces a curve is cut into.
PIECES = 8
# How far a cut of a small letter may stray from it, in units of the font.
SMALL_STRAY = 6


@cache
def _font(face: str) -> TTFont:
    return TTFont(FONTS / f"{face}.woff2")


@cache
def cut_letter(face: str, letter: str) -> Letter:
    """Return a letter of a face, with no polygons if the face lacks it."""
    font = _font(face)
    name = font.getBestCmap().get(ord(letter))
    if name is None:
        return [], 0
    glyphs = font.getGlyphSet()
    cutter = _Cutter(glyphs)
    glyphs[name].draw(cutter)
    return cutter.polygons, glyphs[name].width


def small_letters() -> dict[str, str]:
    """Return the capitals, digits and signs of the first face as `letters.py` reads them."""
    letters = sorted(map(chr, _font(FACES[0]).getBestCmap()))
    return {letter: _small(letter) for letter in letters if letter.upper() == letter}


def _small(letter: str) -> str:
    polygons, width = cut_letter(FACES[0], letter)
    fewest = (fewest_corners(polygon, SMALL_STRAY) for polygon in polygons)
    texts = (" ".join(f"{round(x)} {round(y)}" for x, y in polygon) for polygon in fewest)
    return ";".join([str(round(width)), *texts])


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


if __name__ == "__main__":
    SMALL.write_text(json.dumps(small_letters(), ensure_ascii=False, indent=0) + "\n")
