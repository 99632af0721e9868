"""Lettering as paths."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Drawing:
    svg: str
    width: int
    height: int


def letter_placard(lines: list[str], *, stock: str) -> Drawing:
    return Drawing('<svg xmlns="http://www.w3.org/2000/svg"/>', 320, 240)
