from collections.abc import Iterator
from contextlib import ExitStack, nullcontext

import pytest
from django.db import OperationalError, ProgrammingError

from campaign.lib import long_answers
from campaign.lib.database_wait import database_within, seconds_left
from campaign.lib.long_answers import LongBody


def parts(error: Exception | None = None) -> Iterator[bytes]:
    yield f"{seconds_left():.0f} ".encode()
    if error:
        raise error
    yield b"seconds"


class TestLongBody:
    def test_makes_each_part_within_limits(self):
        body = LongBody(parts(), lambda: database_within(3), ExitStack())
        assert b"".join(body) == b"3 seconds"

    def test_breaks_off_for_a_reader_who_takes_too_long(self, monkeypatch, caplog):
        monkeypatch.setattr(long_answers, "MOST_SECONDS", -1)
        with pytest.raises(BrokenPipeError):
            next(LongBody(parts(), nullcontext, ExitStack()))
        assert "too slow" in caplog.text

    def test_breaks_off_without_a_traceback_when_the_database_goes_away(self, caplog):
        body = LongBody(parts(OperationalError()), nullcontext, ExitStack())
        next(body)
        with pytest.raises(BrokenPipeError):
            next(body)
        assert [record.exc_info for record in caplog.records] == [None]
        body = LongBody(parts(ProgrammingError()), nullcontext, ExitStack())
        next(body)
        with pytest.raises(ProgrammingError):
            next(body)

    def test_gives_back_what_it_holds_when_it_is_closed(self):
        freed: list[str] = []
        held = ExitStack()
        held.callback(freed.append, "a turn")
        body = LongBody(parts(), nullcontext, held)
        next(body)
        for _time in range(2):
            body.close()
            assert freed == ["a turn"]
