"""Start, watch and end the processes of a site."""

import time
from collections.abc import Callable

from campaign.lib.processes import Child, StopSignals

POLL_SECONDS = 0.2
# A process that dies starts again after a second. The third death within a minute ends
# everything, because a person has to look.
RESTART_SECONDS = 1
MOST_DEATHS = 3
DEATHS_SECONDS = 60


class SupervisorError(Exception):
    """A process keeps dying. The text is a sentence for the person at the terminal."""


class Supervisor:
    """Runs children until a signal comes. `report` receives sentences for the terminal."""

    def __init__(self, signals: StopSignals, report: Callable[[str], None]) -> None:
        self.signals = signals
        self.report = report
        self.children: list[Child] = []
        self.deaths: dict[str, list[float]] = {}  # by name of a child, when it died lately

    def start(self, child: Child) -> None:
        self.children.append(child)
        child.start()

    def complete(self, child: Child) -> None:
        """Run `child` to its end. Raise SupervisorError if it fails."""
        child.start()
        try:
            while child.is_running():
                self.signals.pause(POLL_SECONDS / 4)
        finally:
            child.stop()
        if child.process is None or child.process.returncode != 0:
            raise SupervisorError(f"{child.name} failed. The lines above say why.")

    def watch(self) -> None:
        """Keep the children running until StopRequested. Raise SupervisorError to give up."""
        while True:
            for child in self.children:
                self._look_after(child, time.monotonic())
            self.signals.pause(POLL_SECONDS)

    def stop(self) -> None:
        """Stop the children, the last ones started first, so the database outlives its users."""
        for child in self.children[1:]:
            child.ask_to_stop()
        for child in reversed(self.children):
            child.stop()
        self.children = []

    def _look_after(self, child: Child, now: float) -> None:
        deaths = self.deaths.setdefault(child.name, [])
        if child.is_running():
            return
        if child.process is not None:
            code = child.process.returncode
            child.end_group()
            child.process = None
            deaths[:] = [died_at for died_at in deaths if died_at > now - DEATHS_SECONDS] + [now]
            if len(deaths) == MOST_DEATHS:
                raise SupervisorError(
                    f"{child.name} ended {MOST_DEATHS} times within a minute, last with code "
                    f"{code}; its log says why. Stopping."
                )
            self.report(f"{child.name} ended (code {code}). It starts again in a second.")
        elif now >= deaths[-1] + RESTART_SECONDS:
            child.start()
