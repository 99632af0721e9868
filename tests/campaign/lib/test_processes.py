import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from campaign.devserver.state_folder import CHECKOUT
from campaign.lib.processes import (
    Child,
    StopRequested,
    StopSignals,
    exit_on_sigterm,
    run_in_foreground,
)
from tests.campaign.devserver.sites import is_alive, wait_for

PARENT_OF_A_SLEEPER = """
import sys, time
from campaign.lib.processes import Child
child = Child("sleeper", ["sleep", "600"], {"PATH": "/usr/bin:/bin"})
child.start()
print(child.process.pid, flush=True)
time.sleep(600)
"""


def child(*command: str, **more: object) -> Child:
    return Child("a child", command, {"PATH": os.defpath}, **more)


class TestChild:
    def test_ends_when_its_parent_is_killed(self) -> None:
        with subprocess.Popen(
            [sys.executable, "-c", PARENT_OF_A_SLEEPER], cwd=CHECKOUT, stdout=subprocess.PIPE
        ) as parent:
            assert parent.stdout
            sleeper = int(parent.stdout.readline())
            assert is_alive(sleeper)
            parent.kill()
        wait_for(lambda: not is_alive(sleeper), "the end of the child")

    def test_is_asked_before_it_is_killed(self, tmp_path: Path) -> None:
        said = tmp_path / "said"
        script = (
            f"trap 'echo bye > {said}; exit 0' TERM; echo up > {said}; while :; do sleep 0.05; done"
        )
        polite = child("sh", "-c", script)
        polite.start()
        wait_for(said.exists, "the child")
        polite.stop()
        assert said.read_text() == "bye\n"

    def test_is_killed_when_it_does_not_listen(self, tmp_path: Path) -> None:
        said = tmp_path / "said"
        script = f"trap '' TERM; echo up > {said}; while :; do sleep 0.05; done"
        deaf = child("sh", "-c", script, grace_seconds=0.3)
        deaf.start()
        wait_for(said.exists, "the child")
        deaf.stop()
        assert deaf.process
        assert deaf.process.returncode == -signal.SIGKILL

    def test_takes_its_own_children_with_it(self, tmp_path: Path) -> None:
        number = tmp_path / "number"
        nest = child("sh", "-c", f"sleep 600 & echo $! > {number}; wait")
        nest.start()
        wait_for(lambda: number.exists() and number.read_text(), "the grandchild")
        nest.stop()
        wait_for(lambda: not is_alive(int(number.read_text())), "the end of the grandchild")


class TestRunInForeground:
    @pytest.mark.parametrize(("script", "code"), [("exit 3", 3), ("kill -TERM $$", 143)])
    def test_returns_the_exit_code(self, script: str, code: int) -> None:
        assert run_in_foreground(["sh", "-c", script], {"PATH": os.defpath}) == code

    def test_puts_the_signals_back(self) -> None:
        before = signal.getsignal(signal.SIGTERM)
        run_in_foreground(["true"], {"PATH": os.defpath})
        assert signal.getsignal(signal.SIGTERM) is before


class TestExitOnSigterm:
    def test_lets_the_block_clean_up(self):
        before = signal.getsignal(signal.SIGTERM)
        with pytest.raises(SystemExit), exit_on_sigterm():
            os.kill(os.getpid(), signal.SIGTERM)
        assert signal.getsignal(signal.SIGTERM) == before


class TestStopSignals:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_end_a_pause(self, monkeypatch: pytest.MonkeyPatch, number: signal.Signals) -> None:
        before = signal.getsignal(number)
        signals = StopSignals()
        signals.listen()
        try:
            os.kill(os.getpid(), number)
            with pytest.raises(StopRequested):
                signals.pause(5)
        finally:
            signal.signal(number, before)


class TestMakeWasInterrupted:
    def test_notices_a_signal_to_make_alone(self, tmp_path: Path) -> None:
        recipe = (
            "from campaign.lib.processes import StopSignals;"
            "print('up', flush=True);"
            "StopSignals().pause(600)"
        )
        makefile = tmp_path / "Makefile"
        makefile.write_text(f'all:\n\t@exec {sys.executable} -c "{recipe}"\n')
        with subprocess.Popen(
            ["make", "--file", makefile], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
        ) as make:
            assert make.stdout
            assert make.stdout.readline() == "up\n"
            make.send_signal(signal.SIGINT)
            make.wait(30)
