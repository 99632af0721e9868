import threading
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import pytest

from campaign.lib import database_wait, request_limits, wsgi
from campaign.lib.busy import IS_BUSY
from campaign.lib.request_limits import (
    AT_ONCE,
    FORM,
    ORGANIZER,
    PAGE,
    THREADS,
    Kind,
    LimitedRequests,
    kind_of,
)
from campaign.lib.wsgi import WAITS_SINCE
from tests.campaign.lib.cache.asking import ask, environ_of


class Django:
    """An application that answers when it may, and says how long it might ask the database."""

    def __init__(self) -> None:
        self.goes_on = threading.Event()
        self.inside = threading.Semaphore(0)
        self.redirects = False

    def __call__(self, environ, start_response):
        if IS_BUSY in environ:
            status = "301 Moved Permanently" if self.redirects else "503 Service Unavailable"
            start_response(status, [("Retry-After", "10")])
            return [b"busy"]
        self.inside.release()
        if environ["PATH_INFO"] != "/healthz":
            assert self.goes_on.wait(10)
        start_response("200 OK", [])
        with database_wait.counted() as left:
            return [str(round(left) if left < 100 else left).encode()]


@pytest.fixture
def django() -> Django:
    return Django()


@pytest.fixture
def site(django, monkeypatch) -> LimitedRequests:
    monkeypatch.setattr(request_limits, "PAGE", Kind(0, 0.01, PAGE.database_seconds, 15))
    monkeypatch.setattr(request_limits, "FORM", Kind(0, 0.01, FORM.database_seconds, 15))
    return LimitedRequests(django)


@pytest.fixture
def busy(site, django):
    """Let as many be worked on as may be."""
    with ThreadPoolExecutor(AT_ONCE) as visitors:
        answers = [visitors.submit(ask, site, "/") for _visitor in range(AT_ONCE)]
        for _visitor in range(AT_ONCE):
            assert django.inside.acquire(timeout=10)
        yield
        django.goes_on.set()
        assert {answer.result(10).body for answer in answers} == {b"3"}


class TestLimitedRequests:
    def test_refuse_readers_quickly_when_many_are_there(self, site, busy):
        for method, body in (("GET", b"busy"), ("HEAD", b""), ("GET", b"busy")):
            answer = ask(site, "/tracker/", method)
            assert answer == ("503 Service Unavailable", {"Retry-After": "10"}, body)

    def test_answer_what_needs_no_database_all_the_same(self, site, busy):
        assert ask(site, "/healthz").body == b"inf"

    def test_send_a_form_back_without_the_database(self, site, django, busy):
        with ThreadPoolExecutor(1) as visitor:
            answer = visitor.submit(ask, site, "/join/", "POST")
            assert django.inside.acquire(timeout=10)
            django.goes_on.set()
            assert answer.result(10).body == b"0"

    def test_let_no_more_wait_than_leave_a_thread_free(self, site, django, monkeypatch):
        monkeypatch.setattr(request_limits, "PAGE", Kind(0, 10, 3, 15))
        with ThreadPoolExecutor(THREADS) as visitors:
            answers = [visitors.submit(ask, site, "/") for _visitor in range(THREADS)]
            done, _others = wait(answers, timeout=10, return_when=FIRST_COMPLETED)
            assert [answer.result().body for answer in done] == [b"busy"]
            django.goes_on.set()
            bodies = sorted(answer.result(10).body for answer in answers)
        assert bodies == [b"3"] * (THREADS - 1) + [b"busy"]

    def test_refuse_readers_who_waited_too_long_for_a_thread(self, site, django, monkeypatch):
        monkeypatch.setattr(request_limits, "PAGE", PAGE)
        django.goes_on.set()
        for waited, body in ((0, b"3"), (PAGE.turn_seconds + 0.1, b"busy")):
            environ = environ_of("/") | {WAITS_SINCE: time.monotonic() - waited}
            assert wsgi.ask(site, environ).in_full().body == body

    def test_keep_no_redirect_as_the_refusal(self, site, django, busy):
        django.redirects = True
        assert ask(site, "/").status.startswith("301")
        django.redirects = False
        assert ask(site, "/").status.startswith("503")

    def test_ask_nothing_of_a_database_that_is_known_to_be_away(self, site, django):
        django.goes_on.set()
        site.is_database_away = lambda: True
        assert ask(site, "/join/", "POST").body == b"0"

    def test_give_a_turn_back_after_a_bug(self, monkeypatch):
        def fails(environ, start_response):
            raise ZeroDivisionError

        site = LimitedRequests(fails)
        for _time in range(THREADS + 1):
            with pytest.raises(ZeroDivisionError):
                ask(site, "/")


class LongFile(list[bytes]):
    streaming = True
    is_closed = False

    def close(self) -> None:
        self.is_closed = True


class Files:
    """An application whose /tracker.csv is long; `meanwhile` is called before it answers."""

    def __init__(self) -> None:
        self.made: list[LongFile] = []
        self.meanwhile = lambda: None

    def __call__(self, environ, start_response):
        if IS_BUSY in environ:
            start_response("503 Service Unavailable", [])
            return [b"busy"]
        self.meanwhile()
        start_response("200 OK", [])
        if environ["PATH_INFO"] != "/tracker.csv":
            return [b"page"]
        self.made.append(LongFile([b"a", b"b"]))
        return self.made[-1]


class TestLongAnswers:
    def test_are_sent_one_at_a_time_and_leave_turns_for_pages(self):
        files = Files()
        site = LimitedRequests(files)
        for number in (1, 2):
            one, other = (wsgi.ask(site, environ_of("/tracker.csv")) for _reader in range(2))
            assert other.in_full().body == b"busy"
            assert {ask(site, "/").body for _page in range(THREADS)} == {b"page"}
            assert not files.made[-1].is_closed
            assert one.in_full().body == b"ab"
            assert files.made[-1].is_closed
            assert len(files.made) == number, "A file was begun that nobody gets."

    def test_of_two_that_begin_together_one_is_refused(self):
        files = Files()
        site = LimitedRequests(files)
        begun: list[wsgi.Stream] = []

        def begin_another() -> None:
            files.meanwhile = lambda: None
            with ThreadPoolExecutor(1) as reader:
                begun.append(reader.submit(wsgi.ask, site, environ_of("/tracker.csv")).result(10))

        files.meanwhile = begin_another
        assert ask(site, "/tracker.csv").body == b"busy"
        assert [file.is_closed for file in files.made] == [False, True]
        assert begun[0].in_full().body == b"ab"


class TestKindOf:
    def test_tells_pages_forms_and_organizers_apart(self):
        for address, method, kind in (
            ("/", "GET", PAGE),
            ("/join/", "HEAD", PAGE),
            ("/join/", "POST", FORM),
            ("/admin/", "GET", ORGANIZER),
            ("/admin/login/", "POST", ORGANIZER),
        ):
            assert kind_of(environ_of(address, method)) is kind

    def test_ends_the_wait_for_the_database_before_anything_counts_as_stuck(self):
        for kind in (PAGE, FORM, ORGANIZER):
            waits = kind.entry_seconds + kind.turn_seconds + kind.database_seconds
            assert waits < kind.stuck_seconds
            assert kind.database_seconds <= database_wait.REQUESTS.statement_seconds <= 15
