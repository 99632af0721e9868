"""How much work a task is: clicks, keys, and how long a practiced person's hands take.

The seconds come from the keystroke-level model: Card, Moran and Newell, “The Keystroke-Level Model
for User Performance Time with Interactive Systems” (Communications of the ACM 23:7, 1980). A key
takes 0.2 s, pointing 1.1 s, a press of the button 0.1 s, and moving a hand between keyboard and
mouse 0.4 s. Thinking, reading and waiting are left out.

    effort = Effort(page)
    ...  # page.keyboard.type, click; `fill` and `select_option` press no key, so they don't count
    note_effort("50 calls", effort)
    assert effort.seconds < 300
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest
    from playwright.sync_api import Page

KEY_SECONDS, CLICK_SECONDS, HAND_SECONDS = 0.2, 1.2, 0.4
# A key that is held down repeats itself 30 times a second.
REPEAT_SECONDS = 1 / 30
NAME = "effort"
# The counts stay in the tab from page to page. Listeners of a page can't stop these.
COUNT = """() => {
    if (window.countsEffort || location.origin === "null") return;
    window.countsEffort = true;
    const add = name => sessionStorage.setItem(name, Number(sessionStorage.getItem(name)) + 1);
    const move = hand => {
        if ((sessionStorage.getItem("effort.hand") ?? hand) !== hand) add("effort.moves");
        sessionStorage.setItem("effort.hand", hand);
    };
    addEventListener("keydown", event => {
        if (!event.isTrusted) return;
        add(event.repeat ? "effort.repeats" : "effort.keys");
        move("keyboard");
    }, true);
    addEventListener("pointerdown", event => {
        if (!event.isTrusted) return;
        add("effort.clicks");
        move(event.pointerType);
    }, true);
}"""


class Effort:
    """Counts what happens in a tab from now on."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.add_init_script(f"({COUNT})()")
        page.evaluate(COUNT)

    @property
    def clicks(self) -> int:
        """Presses of the mouse's button, or of a thumb."""
        return self._count("clicks")

    @property
    def keys(self) -> int:
        """Presses of keys. A key that is held down counts once."""
        return self._count("keys")

    @property
    def seconds(self) -> float:
        return (
            KEY_SECONDS * self.keys
            + REPEAT_SECONDS * self._count("repeats")
            + CLICK_SECONDS * self.clicks
            + HAND_SECONDS * self._count("moves")
        )

    def _count(self, name: str) -> int:
        return int(self.page.evaluate(f"Number(sessionStorage.getItem('effort.{name}'))"))


def row(task: str, effort: Effort) -> str:
    return f"{task:<40}{effort.clicks:>8}{effort.keys:>8}{effort.seconds:>10.0f}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table of what tests noted; pytest calls this by its name."""
    reports = [each for kind in terminalreporter.stats.values() for each in kind]
    rows = {
        text
        for report in reports
        for name, text in getattr(report, "user_properties", ())
        if name == NAME
    }
    if rows:
        terminalreporter.section("effort")
        terminalreporter.line(f"{'task':<40}{'clicks':>8}{'keys':>8}{'seconds':>10}")
        for text in sorted(rows):
            terminalreporter.line(text)
