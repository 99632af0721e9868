from collections.abc import Iterator
from typing import Any

import pytest

from campaign.lib.wsgi import Stream, ask


class Chunks:
    streaming = True

    def __init__(self) -> None:
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield b"one "
        raise ValueError("It broke off.")

    def close(self) -> None:
        self.is_closed = True


class TestStream:
    def test_is_closed_even_if_it_breaks_off(self):
        chunks = Chunks()
        with pytest.raises(ValueError, match="broke off"):
            Stream("200 OK", [], chunks).in_full()
        assert chunks.is_closed

    def test_has_no_body_for_head(self):
        chunks, said = Chunks(), []
        stream = Stream("200 OK", [("X", "y")], chunks)
        assert stream.send({"REQUEST_METHOD": "HEAD"}, lambda *head: said.append(head)) == []
        assert said == [("200 OK", [("X", "y")])]
        assert chunks.is_closed
        assert stream.send({"REQUEST_METHOD": "GET"}, lambda *head: None) is chunks


class TestAsk:
    def test_returns_all_that_the_application_says(self):
        def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
            start_response(environ["say"], [("X", "y")], None)
            return [b"one ", b"two"]

        answer = ask(application, {"say": "503 Busy"})
        assert not answer.is_long
        assert answer.in_full() == ("503 Busy", [("X", "y")], b"one two")
        assert answer.in_full().is_error_of_ours
