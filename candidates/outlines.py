"""The outlines of the states and the District of Columbia, as stencils. Source: data/README.md."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "outlines.json"


@dataclass(frozen=True)
class Outline:
    """One SVG path in a box of `width` x `height`, whose longer side is 300; north is up."""

    width: int
    height: int
    path: str


def outline_of(code: str) -> Outline | None:
    """Return the outline of a state by its postal code, None for a territory."""
    return _outlines().get(code)


@cache
def _outlines() -> dict[str, Outline]:
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    return {code: Outline(**row) for code, row in rows.items()}
