import os
from collections.abc import Callable
from pathlib import Path

import pytest

from campaign.devserver import supervisor as module
from campaign.devserver.supervisor import MOST_DEATHS, Supervisor, SupervisorError
from campaign.lib.processes import Child, StopRequested, StopSignals


class StopWhen(StopSignals):
    """A signal that comes when `condition` holds."""

    def __init__(self, condition: Callable[[], bool]) -> None:
        super().__init__()
        self.condition = condition

    def pause(self, seconds: float) -> None:
        self.requested = self.condition()
        super().pause(min(seconds, 0.02))


def lines(path: Path) -> int:
    return len(path.read_text().splitlines()) if path.exists() else 0


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RESTART_SECONDS", 0.001)
    monkeypatch.setattr(module, "POLL_SECONDS", 0.02)


def writer(path: Path, then: str) -> Child:
    """Return a child that adds a line to the file at `path`."""
    return Child("The writer", ["sh", "-c", f"echo x >> {path}; {then}"], {"PATH": os.defpath})


class TestSupervisor:
    def test_starts_a_child_that_ended_again(self, tmp_path: Path, said: list[str]) -> None:
        lives = tmp_path / "lives"
        supervisor = Supervisor(StopWhen(lambda: lines(lives) == MOST_DEATHS), said.append)
        script = f"[ $(wc -l < {lives}) -lt {MOST_DEATHS} ] || sleep 60"
        supervisor.start(writer(lives, script))
        with pytest.raises(StopRequested):
            supervisor.watch()
        supervisor.stop()
        assert said[0] == "The writer ended (code 0). It starts again in a second."
        assert len(said) == 2

    def test_gives_up_on_the_third_death_within_a_minute(
        self, tmp_path: Path, said: list[str]
    ) -> None:
        lives = tmp_path / "lives"
        supervisor = Supervisor(StopSignals(), said.append)
        supervisor.start(writer(lives, "exit 7"))
        with pytest.raises(
            SupervisorError, match="The writer ended 3 times within a minute, last with code 7"
        ):
            supervisor.watch()
        assert lines(lives) == MOST_DEATHS

    def test_forgives_deaths_a_while_ago(
        self, tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "DEATHS_SECONDS", 0)
        lives = tmp_path / "lives"
        supervisor = Supervisor(StopWhen(lambda: lines(lives) > MOST_DEATHS), said.append)
        supervisor.start(writer(lives, "exit 7"))
        with pytest.raises(StopRequested):
            supervisor.watch()
        supervisor.stop()

    def test_ends_the_database_after_those_who_use_it(
        self, tmp_path: Path, said: list[str]
    ) -> None:
        ends = tmp_path / "ends"
        supervisor = Supervisor(StopSignals(), said.append)
        for name in ("database", "worker", "web"):
            started = tmp_path / name
            script = (
                f"trap 'echo {name} >> {ends}; exit' TERM; touch {started};"
                "while :; do sleep 0.02; done"
            )
            supervisor.start(Child(name, ["sh", "-c", script], {"PATH": os.defpath}))
            while not started.exists():
                StopSignals().pause(0.02)
        supervisor.stop()
        assert ends.read_text().splitlines()[-1] == "database"
        assert lines(ends) == 3

    def test_says_which_step_failed(self, said: list[str]) -> None:
        supervisor = Supervisor(StopSignals(), said.append)
        step = Child("Migrating the database", ["false"], {"PATH": os.defpath})
        with pytest.raises(SupervisorError, match="Migrating the database failed"):
            supervisor.complete(step)
