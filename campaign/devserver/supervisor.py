"""Start, watch and end the processes of a site."""

import time
from collections.abc import Callable

from campaign.lib.processes import Child, StopSignals

POLL_SECONDS = 0.2
# A process that dies is started again after 0.5, 1, 2, 4 and 8 seconds. One that dies a sixth
# time without having lived for a minute ends everything: a person has to look.
FIRST_DELAY_SECONDS = 0.5
RESTARTS = 5
STEADY_SECONDS = 60


class SupervisorError(Exception):
    """A process cannot be kept running; the text is a sentence for the person at the terminal."""


class Watched:
    """A child with the story of its deaths."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.restarts = 0
        self.started_at = 0.0
        self.restart_at: float | None = None

    def start(self, now: float) -> None:
        """Start the child at the moment `now`."""
        self.child.start()
        self.started_at = now
        self.restart_at = None


class Supervisor:
    """Runs children until a signal comes. `report` receives sentences for the terminal."""

    def __init__(self, signals: StopSignals, report: Callable[[str], None]) -> None:
        self.signals = signals
        self.report = report
        self.watched: list[Watched] = []

    def start(self, child: Child) -> None:
        """Start `child`, to be watched and ended."""
        watched = Watched(child)
        self.watched.append(watched)
        watched.start(time.monotonic())

    def complete(self, child: Child) -> None:
        """Run `child` to its end; raise SupervisorError when it fails."""
        child.start()
        try:
            while child.is_running():
                self.signals.pause(POLL_SECONDS / 4)
        finally:
            child.stop()
        if child.process is None or child.process.returncode != 0:
            raise SupervisorError(f"{child.name} failed; the lines above say why.")

    def watch(self) -> None:
        """Keep the children running until StopRequested; raise SupervisorError to give up."""
        while True:
            now = time.monotonic()
            for watched in self.watched:
                self._look_after(watched, now)
            self.signals.pause(POLL_SECONDS)

    def stop(self) -> None:
        """End the children: first those started last, the database after those who use it."""
        users = self.watched[1:]
        for watched in users:
            watched.child.ask_to_stop()
        for watched in reversed(self.watched):
            watched.child.stop()
        self.watched = []

    def _look_after(self, watched: Watched, now: float) -> None:
        child = watched.child
        if watched.restart_at is not None:
            if now >= watched.restart_at:
                watched.start(now)
            return
        if child.is_running():
            return
        child.end_group()
        if now - watched.started_at > STEADY_SECONDS:
            watched.restarts = 0
        if watched.restarts == RESTARTS:
            raise SupervisorError(f"{child.name} keeps ending; its log says why. Stopping.")
        delay_seconds = FIRST_DELAY_SECONDS * 2**watched.restarts
        watched.restarts += 1
        watched.restart_at = now + delay_seconds
        code = child.process.returncode if child.process else None
        self.report(f"{child.name} ended (code {code}); it starts again in {delay_seconds:g} s.")
