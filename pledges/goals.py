"""The ladder that a petition's goal climbs: 10, 25, 50, 100, 250, 500, 1,000 …"""

from collections.abc import Iterator
from itertools import count, takewhile

FIRST_GOAL = 10
STEPS_OF_TEN = (10, 25, 50)


def ladder() -> Iterator[int]:
    """Yield every step of the ladder; it has no end."""
    for power in count():
        for step in STEPS_OF_TEN:
            yield step * 10**power


def steps_reached(signatures: int) -> list[int]:
    """Return the steps that so many signatures have reached, the smallest first."""
    return list(takewhile(lambda step: step <= signatures, ladder()))


def goal_above(signatures: int) -> int:
    """Return the lowest step that is above so many signatures."""
    return next(step for step in ladder() if step > signatures)


def goal_shown(goal: int, signatures: int, *, is_pinned: bool) -> int:
    """Return the goal to show: above the signatures unless pinned, and never less than `goal`."""
    return goal if is_pinned else max(goal, goal_above(signatures))
