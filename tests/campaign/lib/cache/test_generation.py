import datetime
import threading
import time
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from campaign.lib.cache import generation as module
from campaign.lib.cache.generation import Generation

NOON = datetime.datetime(2026, 11, 29, 17, tzinfo=datetime.UTC)


class World:
    """A database that counts how often it is asked, and a clock that stands still."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.stamp = 1
        self.counts = 1
        self.looks = 0
        self.is_away = False
        self.failures = 0
        # What Django has of a connection; None where it would have to connect first.
        self.connection: object = "open"
        self.next_change = NOON + datetime.timedelta(hours=1)

    def read(self) -> tuple[int, int]:
        self.looks += 1
        self.failures -= 1
        if self.is_away or self.failures >= 0:
            raise OperationalError
        return self.stamp, self.counts

    def close(self) -> None:
        """Close the connection, as the look does after a failure."""

    @property
    def now(self) -> datetime.datetime:
        return NOON + datetime.timedelta(seconds=self.seconds)


class Waiting:
    """What happens between two looks in the background."""

    def __init__(self) -> None:
        self.begun, self.ends = threading.Event(), threading.Event()

    def sleep(self, seconds: float) -> None:
        self.begun.set()
        assert self.ends.wait(10)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World()
    monkeypatch.setattr(module, "stamps", made.read)
    monkeypatch.setattr(module, "next_change", lambda now: made.next_change)
    monkeypatch.setattr(module.timezone, "now", lambda: made.now)
    monkeypatch.setattr(module, "connection", made)
    return made


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Waiting:
    made = Waiting()
    monkeypatch.setattr(module, "time", SimpleNamespace(sleep=made.sleep, monotonic=time.monotonic))
    return made


@pytest.fixture
def generation(world: World) -> Generation:
    return Generation(clock=lambda: world.seconds)


class TestGeneration:
    def test_is_looked_at_once_a_second(self, world, generation):
        first = generation.current()
        world.stamp = 2
        world.seconds = 0.9
        assert (generation.current(), world.looks) == (first, 1)
        world.seconds = 1.0
        assert generation.current() != first
        assert world.looks == 2

    def test_stays_while_nothing_changes(self, world, generation):
        first = generation.current()
        world.seconds = 100
        assert generation.current() is first

    def test_ends_for_pages_with_counts_alone_when_a_count_changes(self, world, generation):
        first = generation.current()
        world.counts, world.seconds = 2, 1
        second = generation.current()
        assert second.is_of(first, shows_counts=False)
        assert not second.is_of(first, shows_counts=True)

    def test_ends_when_the_clock_changes_a_page(self, world, generation):
        first = generation.current()
        world.seconds = 3_600
        world.next_change += datetime.timedelta(days=1)
        assert generation.current() != first

    def test_is_not_known_while_the_database_is_away(self, world, generation, waiting, caplog):
        first = generation.current()
        world.is_away, world.seconds = True, 1
        assert generation.current() is None
        assert generation.away_since == world.now
        assert waiting.begun.wait(10)
        world.looks, world.seconds = 0, 100
        assert [generation.current() for _visitor in range(3)] == [None] * 3
        assert world.looks == 0, "No visitor waits for a database that is away."
        assert [record.getMessage() for record in caplog.records] == [
            "Finished pages stay as they are: OperationalError"
        ]
        world.is_away = False
        waiting.ends.set()
        with generation._looking:  # as soon as the background has looked
            pass
        assert generation.current() == first
        assert generation.away_since is None

    def test_is_known_again_by_a_new_connection_at_once(self, world, generation):
        first = generation.current()
        world.failures, world.seconds = 1, 1
        assert generation.current() == first
        assert generation.away_since is None

    def test_is_not_known_while_an_app_cannot_say_when_the_clock_changes_a_page(
        self, world, generation, monkeypatch, caplog
    ):
        def fails(now):
            raise OverflowError

        next_change = module.next_change
        monkeypatch.setattr(module, "next_change", fails)
        assert generation.current() is None
        assert generation.away_since is None
        assert "OverflowError" in caplog.text
        monkeypatch.setattr(module, "next_change", next_change)
        world.seconds = 1
        assert generation.current()

    def test_is_looked_at_in_the_background_where_a_visitor_would_have_to_connect(
        self, world, generation, monkeypatch
    ):
        first = generation.current()
        monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.01)
        world.connection, world.stamp, world.seconds = None, 2, 1
        connects = threading.Event()
        read = world.read
        monkeypatch.setattr(module, "stamps", lambda: connects.wait(10) and read())
        assert generation.current() == first, "The visitor waited for the connection."
        connects.set()
        with generation._looking:
            pass
        second = generation.current()
        assert second != first
        monkeypatch.setattr(module, "PATIENCE_SECONDS", 10)
        world.stamp, world.seconds = 3, 2
        assert generation.current() != second

    def test_is_looked_at_by_one_while_the_others_go_on(self, world, generation, monkeypatch):
        first = generation.current()
        world.seconds = 5
        asked, answers = threading.Event(), threading.Event()

        def read() -> tuple[int, int]:
            asked.set()
            assert answers.wait(10)
            return 7, 7

        monkeypatch.setattr(module, "stamps", read)
        looking = threading.Thread(target=generation.current)
        looking.start()
        assert asked.wait(10)
        assert generation.current() == first
        world.seconds = 50
        assert generation.current() == first
        answers.set()
        looking.join(10)
        assert generation.current() != first
