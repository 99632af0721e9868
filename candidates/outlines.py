"""The outlines of the states and the District of Columbia, as stencils. Source: data/README.md."""

import json
from dataclasses import dataclass
from functools import cache

from candidates import data


@dataclass(frozen=True)
class Outline:
    """One SVG path in a box of `width` x `height`, whose longer side is 300; north is up."""

    width: int
    height: int
    path: str


def outline_of(code: str) -> Outline | None:
    return _outlines().get(code)


@cache
def _outlines() -> dict[str, Outline]:
    rows = json.loads((data.FOLDER / "outlines.json").read_text(encoding="utf-8"))
    return {code: Outline(**row) for code, row in rows.items()}
