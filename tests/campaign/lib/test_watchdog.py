import gc
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType, SimpleNamespace

import pytest

from campaign.lib import watchdog
from campaign.lib.watchdog import LEAVING_SECONDS, LOOK_SECONDS, Watchdog


class Ended(Exception):
    pass


def of_this_thread(note: Callable[[float], None]) -> Callable[[float], None]:
    """Return a `sleep` that only notes for how long, but lets other threads really sleep."""
    mine = threading.get_ident()

    def sleep(seconds: float) -> None:
        if threading.get_ident() == mine:
            note(seconds)
        else:
            time.sleep(seconds)

    return sleep


@pytest.fixture
def ended(monkeypatch):
    """Return the signals that the watchdog sends; it ends by raising Ended."""
    sent: list[tuple[int, int]] = []

    def end(code: int) -> None:
        raise Ended(code)

    # Other tests have left watchdogs of their own, which go on looking.
    stand_in = SimpleNamespace(kill=lambda *to: sent.append(to), _exit=end, getpid=os.getpid)
    monkeypatch.setattr(watchdog, "os", stand_in)
    monkeypatch.setattr(watchdog, "time", SimpleNamespace(sleep=of_this_thread([].append)))
    monkeypatch.setattr(Watchdog, "_start", lambda self: None)
    return sent


class TestWatchdog:
    def test_ends_a_process_whose_thread_is_stuck_and_says_where(self, ended, caplog):
        dog, inside, goes_on = Watchdog(), threading.Event(), threading.Event()

        def waits_for_something() -> None:
            with dog.watch(-1):
                inside.set()
                goes_on.wait(10)

        thread = threading.Thread(target=waits_for_something)
        thread.start()
        assert inside.wait(10)
        try:
            with caplog.at_level(logging.ERROR), pytest.raises(Ended, match="1"):
                dog._look()
        finally:
            goes_on.set()
            thread.join()
        assert ended == [(os.getpid(), signal.SIGTERM)]
        assert "waits_for_something" in caplog.text
        assert dog.stuck() == []

    def test_takes_no_time_for_passed_in_which_it_could_not_look(self, ended, monkeypatch):
        """A process that was stopped goes on with requests that began long ago by the clock."""
        slept: list[float] = []
        monkeypatch.setattr(watchdog.time, "sleep", of_this_thread(slept.append))
        dog = Watchdog()
        with dog.watch(15), pytest.raises(Ended):
            dog._look()
        assert slept == [LOOK_SECONDS] * 16 + [LEAVING_SECONDS]

    def test_waits_for_visitors_who_send_slowly(self, ended, monkeypatch):
        dog = Watchdog()
        with dog.watch(-1):
            assert len(dog.stuck()) == 1
            monkeypatch.setattr(watchdog, "WAITS_FOR_VISITOR", "watchdog.py")
            assert dog.stuck() == []

    def test_leaves_alone_what_is_in_time(self, ended):
        dog = Watchdog()
        with dog.watch(60):
            assert dog.stuck() == []

    def test_asks_where_threads_are_only_if_one_is_late_and_while_the_collector_rests(
        self, ended, monkeypatch
    ):
        collector_worked = []

        def frames() -> dict[int, FrameType]:
            collector_worked.append(gc.isenabled())
            return {}

        monkeypatch.setattr(watchdog, "sys", SimpleNamespace(_current_frames=frames))
        dog = Watchdog()
        with dog.watch(60):
            dog.stuck()
        assert collector_worked == []
        with dog.watch(-1):
            dog.stuck()
        assert collector_worked == [False]
        assert gc.isenabled()

    def test_looks_in_each_process_once(self, monkeypatch):
        started: list[str] = []
        monkeypatch.setattr(
            watchdog.threading.Thread, "start", lambda self: started.append(self.name)
        )
        dog = Watchdog()
        for _request in range(2):
            with dog.watch(60):
                pass
        assert started == ["watchdog"]
