"""Files of one form together: kept up to a limit, and beyond it only measured."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.core.handlers.wsgi import WSGIRequest

from campaign.lib.upload_limits import limit_files
from tests.campaign.lib.cache.asking import environ_of

MB = 1_000_000
BOUNDARY = "b"
END = f"\r\n--{BOUNDARY}--\r\n".encode()


def part(name: str, rest: str = "") -> bytes:
    head = f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{rest}\r\n\r\n'
    return head.encode()


def a_form(sizes: list[int]) -> Iterator[bytes]:
    """Yield a form bit by bit, so that the test itself needs no memory."""
    yield part("before") + b"typed before"
    for number, size in enumerate(sizes):
        yield part("files", f'; filename="{number}.pdf"')
        yield from (bytes(min(MB, size - start)) for start in range(0, size, MB))
    yield part("after") + b"typed after" + END


class Coming(io.RawIOBase):
    """What a browser sends, made while it's read."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks, self.rest = chunks, b""

    def read(self, size: int = -1) -> bytes:
        self.rest = self.rest or next(self.chunks, b"")
        given, self.rest = self.rest[:size], self.rest[size:]
        return given


@contextmanager
def a_request(sizes: list[int]) -> Iterator[WSGIRequest]:
    form = {
        "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
        "CONTENT_LENGTH": str(sum(map(len, a_form(sizes)))),
        "wsgi.input": Coming(a_form(sizes)),
    }
    request = WSGIRequest(environ_of("/", "POST") | form)
    limit_files(request, 25 * MB)
    with closing(request):
        yield request


class TestLimitFiles:
    def test_keeps_every_file_up_to_the_limit(self) -> None:
        sizes = [1, 24 * MB, MB - 1]
        with a_request(sizes) as request:
            files = request.FILES.getlist("files")
            assert [(each.size, len(each.read())) for each in files] == [(n, n) for n in sizes]

    def test_keeps_sizes_and_texts_beyond_it_but_no_bytes(self, settings, tmp_path: Path) -> None:
        settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
        sizes = [10 * MB, 20 * MB, 30 * MB]
        with a_request(sizes) as request:
            tracemalloc.start()
            files = request.FILES.getlist("files")
            _now, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            assert peak < 5 * MB
            assert sum(each.stat().st_size for each in tmp_path.iterdir()) == 10 * MB
            assert [each.size for each in files] == sizes
            assert [len(each.read()) for each in files] == [10 * MB, 0, 0]
            typed = request.POST
        assert (typed["before"], typed["after"]) == ("typed before", "typed after")
        assert not any(tmp_path.iterdir())
