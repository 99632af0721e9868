"""How every bench prints its figures beside their goals, and what it ends with."""

from __future__ import annotations

import argparse

WIDTH = 88


class Figures:
    """The rows of one bench. `exit_code` is 1 where a goal was missed."""

    def __init__(self, title: str) -> None:
        self.exit_code = 0
        print(f"\n{title}\n{'figure':<{WIDTH}}{'measured':>14}{'goal':>12}", flush=True)

    def at_most(self, what: str, measured: float, goal: float | None, unit: str = "") -> None:
        """Show a figure; without a goal, it is there to be read."""
        self._show(what, measured, "≤", goal, unit, is_met=goal is None or measured <= goal)

    def explain(self, text: str) -> None:
        """Show what the next figures come from."""
        print(f"  {text}", flush=True)

    def at_least(self, what: str, measured: float, goal: float | None, unit: str = "") -> None:
        self._show(what, measured, "≥", goal, unit, is_met=goal is None or measured >= goal)

    def _show(
        self, what: str, measured: float, sign: str, goal: float | None, unit: str, *, is_met: bool
    ) -> None:
        self.exit_code |= not is_met
        digits = 0 if abs(measured) >= 1000 else 1 if abs(measured) >= 100 else 2
        said = f"{measured:,.{digits}f} {unit}".rstrip()
        print(f"{what:<{WIDTH}}{said:>14}", end="")
        if goal is not None:
            print(f"{f'{sign} {goal:g}':>12}  {'ok' if is_met else 'missed'}", end="")
        print(flush=True)


def wants_long(description: str | None) -> bool:
    """Read the command line, which has only --long: more of everything, for longer."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--long", action="store_true", help="more of everything, for longer")
    return bool(parser.parse_args().long)
