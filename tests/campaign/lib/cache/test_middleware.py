import datetime
import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest

from campaign.lib.cache.addresses import asked_for
from campaign.lib.cache.counts import note_counts
from campaign.lib.cache.decorators import OUTLIVES_ERRORS_SECONDS, WITH_PEOPLE_SECONDS
from campaign.lib.cache.generation import FACTS
from campaign.lib.cache.middleware import FinishedPages, Making
from tests.campaign.lib.cache.asking import AlwaysTheSame, ask, environ_of

TEXT = ("Content-Type", "text/plain; charset=utf-8")
PAGE = "/mission/"
WITH_PEOPLE = "/petitions/some/"


class Django:
    """An application that says how often it was asked, and answers as it is told to."""

    def __init__(self) -> None:
        self.status = "200 OK"
        self.headers = [TEXT]
        self.rest = b""
        self.asked: list[dict] = []
        self.closed = 0
        self.notes_counts_at: set[str] = set()
        self.while_asked = lambda: None
        self.waits_for: threading.Event | None = None
        self.is_asked = threading.Event()

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        number = len(self.asked)
        self.is_asked.set()
        if environ["PATH_INFO"] in self.notes_counts_at:
            note_counts()
        self.while_asked()
        if self.waits_for:
            assert self.waits_for.wait(10)
        start_response(self.status, list(self.headers))
        return Body(self, [b"page ", str(number).encode(), self.rest])


class Body(list):
    def __init__(self, django, chunks):
        super().__init__(chunks)
        self.django = django

    def close(self):
        self.django.closed += 1


@pytest.fixture
def django() -> Django:
    return Django()


@pytest.fixture
def pages(django: Django) -> FinishedPages:
    made = FinishedPages(django)
    made.generation = AlwaysTheSame()
    return made


class TestFinishedPages:
    def test_makes_a_page_once_a_generation(self, pages, django):
        assert [ask(pages, PAGE).body for _time in range(3)] == [b"page 1"] * 3
        assert ask(pages, f"{PAGE}?utm_source=letter").body == b"page 1"
        pages.generation.number = 2
        assert [ask(pages, PAGE).body for _time in range(2)] == [b"page 2"] * 2
        assert django.closed == len(django.asked) == 2

    def test_lets_views_keep_facts_until_a_page_changes(self, pages, django):
        def facts(address: str) -> dict:
            ask(pages, address)
            return django.asked[-1][FACTS]

        assert facts(PAGE) is facts("/about/")
        first = facts("/faq/")
        pages.generation.counts = 2
        assert facts("/pledge/") is first
        pages.generation.number = 2
        assert facts(PAGE) is not first
        pages.generation.number = None
        assert facts(PAGE) is not facts(PAGE)

    def test_passes_on_what_comes_bit_by_bit_and_keeps_none_of_it(self, pages, django, monkeypatch):
        monkeypatch.setattr(Body, "streaming", True, raising=False)
        assert [ask(pages, PAGE).body for _time in range(2)] == [b"page 1", b"page 2"]
        assert ask(pages, PAGE, "HEAD").body == b""
        assert django.closed == 3
        assert ask(pages, PAGE).headers["Cache-Control"].startswith("public, max-age=2, ")

    def test_makes_only_pages_with_counts_anew_when_a_count_changes(self, pages, django):
        django.notes_counts_at = {"/petitions/"}
        for address in (PAGE, "/petitions/"):
            ask(pages, address)
        pages.generation.counts = 2
        assert ask(pages, PAGE).body == b"page 1"
        assert [ask(pages, "/petitions/").body for _time in range(2)] == [b"page 3"] * 2

    def test_says_how_long_others_may_keep_it(self, pages, django):
        django.headers.append(("Cache-Control", "public, max-age=60"))
        for path, seconds in ((PAGE, OUTLIVES_ERRORS_SECONDS), (WITH_PEOPLE, WITH_PEOPLE_SECONDS)):
            assert ask(pages, path).headers["Cache-Control"] == (
                f"public, max-age=2, stale-while-revalidate=1, stale-if-error={seconds}"
            )

    def test_keeps_apart_what_differs(self, pages, django):
        addresses = ["/tracker/", "/tracker/?page=2", "/tracker/?state=CA", PAGE]
        answers = {ask(pages, address).body for address in addresses * 2}
        assert len(answers) == len(django.asked) == 4

    def test_answers_the_first_head_as_get(self, pages, django):
        head, whole = ask(pages, PAGE, "HEAD"), ask(pages, PAGE)
        assert head == whole._replace(body=b"")
        assert django.asked[0]["REQUEST_METHOD"] == "GET"

    def test_shows_a_view_nothing_that_the_page_is_not_kept_under(self, pages, django):
        ask(
            pages,
            "/tracker/?x=1&page=2&state=CA",
            cookie="a=1",
            range="bytes=0-9",
            if_none_match='"a"',
            x_forwarded_host="elsewhere.example",
            accept_language="es",
        )
        (seen,) = django.asked
        assert seen["QUERY_STRING"] == "state=CA&page=2"
        of_a_visitor = ("HTTP_", "REMOTE_", "CONTENT_")
        assert [name for name in seen if name.startswith(of_a_visitor)] == ["HTTP_HOST"]

    def test_makes_a_page_of_a_request_with_a_body_as_of_any_other(self, pages, django):
        environ = environ_of(PAGE) | {"CONTENT_LENGTH": "3", "wsgi.input": BytesIO(b"abc")}
        assert list(pages(environ, lambda *_args: None)) == [b"page 1"]
        assert django.asked[0]["wsgi.input"].read() == b""
        assert ask(pages, PAGE).body == b"page 1"

    def test_makes_anew_what_was_made_while_something_changed(self, pages, django):
        pages.generation.number = 1
        django.while_asked = lambda: setattr(pages.generation, "number", 2)
        assert [ask(pages, PAGE).body for _time in range(3)] == [b"page 1", b"page 2", b"page 2"]

    @pytest.mark.parametrize(
        ("status", "header"),
        [
            ("200 OK", ("Set-Cookie", "sessionid=x")),
            ("200 OK", ("Vary", "Cookie")),
            ("404 Not Found", TEXT),
            ("410 Gone", TEXT),
            ("301 Moved Permanently", ("Location", "/")),
            ("422 Unprocessable Entity", TEXT),
            ("500 Internal Server Error", TEXT),
        ],
    )
    def test_keeps_no_answer_that_is_not_for_everybody(self, pages, django, status, header):
        django.status, django.headers = status, [header]
        answers = [ask(pages, PAGE) for _time in range(2)]
        assert [answer.body for answer in answers] == [b"page 1", b"page 2"]
        assert (answers[0].status, answers[0].headers) == (status, dict([header]))
        assert ask(pages, PAGE, "HEAD").body == b""
        assert len(pages.pages) == 0

    def test_keeps_nothing_of_forms_sessions_and_searches(self, pages, django):
        for request in (
            {"address": PAGE, "method": "POST"},
            {"address": PAGE, "cookie": "sessionid=x"},
            {"address": "/tracker/?q=Ada"},
            {"address": "/tracker/?q=Ada&page=2"},
        ):
            bodies = {ask(pages, **request).body for _time in range(2)}
            assert len(bodies) == 2, request
        assert len(pages.pages) + len(pages.filtered) == 0

    def test_cannot_be_filled_by_strange_addresses(self, pages, django):
        for number in range(300):
            ask(pages, f"{PAGE}?q={number}&page={number}")
            ask(pages, f"/no/such/{number}/")
            ask(pages, f"/tracker/?q={number}")
        django.status = "404 Not Found"
        for number in range(300):
            ask(pages, f"/tracker/?page={number}")
        assert (len(pages.pages), len(pages.filtered)) == (1, 0)

    def test_gives_filters_a_quarter_of_its_space(self, django):
        pages = FinishedPages(django, most_bytes=40_000)
        pages.generation = AlwaysTheSame()
        ask(pages, PAGE)
        for number in range(50):
            ask(pages, f"/tracker/?page={number}")
        assert len(pages.pages) == 1
        assert 1 <= len(pages.filtered) <= 5
        assert pages.filtered.size <= 10_000

    def test_holds_no_more_when_pages_are_asked_for_in_every_encoding(self, django):
        django.rest = b" " * 30_000
        pages = FinishedPages(django, most_bytes=400_000)
        pages.generation = AlwaysTheSame()
        for encoding in ("gzip", "br", ""):
            for number in range(15):
                ask(pages, f"/tracker/?page={number}", accept_encoding=encoding)
        held = sum(page.size for page, _size in pages.filtered._items.values())
        assert 60_000 <= held == pages.filtered.size <= 100_000

    def test_forgets_a_page_that_is_gone(self, pages, django):
        ask(pages, PAGE)
        pages.generation.number, django.status = 2, "410 Gone"
        assert ask(pages, PAGE).status == "410 Gone"
        assert len(pages.pages) == 0

    def test_serves_the_last_copy_while_the_database_is_away(self, pages, django):
        ask(pages, PAGE)
        pages.generation.number, django.status = None, "503 Service Unavailable"
        pages.generation.away_since = datetime.datetime(2026, 11, 29, 18, tzinfo=datetime.UTC)
        answer = ask(pages, PAGE)
        assert answer.body == b"page 1"
        assert answer.headers["X-Stale-Since"] == "Sun, 29 Nov 2026 18:00:00 GMT"
        assert len(django.asked) == 1
        assert ask(pages, "/faq/").status == "503 Service Unavailable"
        pages.generation.number, pages.generation.away_since = 1, None
        assert "X-Stale-Since" not in ask(pages, PAGE).headers

    def test_makes_a_page_each_time_while_nobody_can_tell_the_generation(self, pages, django):
        ask(pages, PAGE)
        pages.generation.number = None
        assert [ask(pages, PAGE).body for _time in range(2)] == [b"page 2", b"page 3"]

    def test_serves_the_last_copy_for_an_error_of_ours_and_for_so_long(
        self, pages, django, monkeypatch
    ):
        ask(pages, WITH_PEOPLE)
        pages.generation.number, django.status = 2, "500 Internal Server Error"
        now = [1_000.0]
        monkeypatch.setattr("campaign.lib.cache.middleware.time.monotonic", lambda: now[0])
        assert ask(pages, WITH_PEOPLE).body == b"page 1"
        now[0] += WITH_PEOPLE_SECONDS - 1
        assert ask(pages, WITH_PEOPLE).body == b"page 1"
        now[0] += 1
        assert ask(pages, WITH_PEOPLE).status == "500 Internal Server Error"

    def test_keeps_what_it_has_where_the_bytes_stay_the_same(self, pages, django, monkeypatch):
        ask(pages, PAGE)
        kept = pages.pages.get(("http", "testserver", PAGE, ""))
        pages.generation.number = 2
        django.asked.clear()
        assert ask(pages, PAGE).body == b"page 1"
        assert pages.pages.get(("http", "testserver", PAGE, "")) is kept
        assert (ask(pages, PAGE).body, len(django.asked)) == (b"page 1", 1)

    def test_makes_a_page_for_one_while_others_get_the_last_copy(self, pages, django):
        ask(pages, PAGE)
        pages.generation.number = 2
        django.is_asked.clear()
        django.waits_for = threading.Event()
        with ThreadPoolExecutor(1) as others:
            first = others.submit(ask, pages, PAGE)
            assert django.is_asked.wait(10)
            assert [ask(pages, PAGE).body for _time in range(5)] == [b"page 1"] * 5
            django.waits_for.set()
            assert first.result(10).body == b"page 2"
        assert (ask(pages, PAGE).body, len(django.asked)) == (b"page 2", 2)

    def test_makes_a_new_page_for_one_while_others_wait(self, pages, django):
        django.waits_for = threading.Event()
        with ThreadPoolExecutor(6) as visitors:
            answers = [visitors.submit(ask, pages, PAGE) for _visitor in range(6)]
            assert django.is_asked.wait(10)
            django.waits_for.set()
            assert {answer.result(10).body for answer in answers} == {b"page 1"}
        assert len(django.asked) == 1

    def test_gives_those_who_wait_the_error_that_one_of_them_got(self, pages, django):
        django.status = "503 Service Unavailable"
        address, _kept = asked_for(environ_of(PAGE))
        renewing: list[Making] = []
        django.while_asked = lambda: renewing.append(pages._renewing[address])
        first = ask(pages, PAGE)
        pages._renewing[address] = renewing[0]
        assert ask(pages, PAGE) == first
        assert len(django.asked) == 1

    def test_makes_no_page_that_was_made_a_moment_before(self, pages, django):
        environ = environ_of(PAGE)
        address, kept = asked_for(environ)
        ask(pages, PAGE)
        late = pages._renewed(address, kept, None, pages.generation.current(), environ)
        assert late is pages.pages.get(address)
        assert (len(django.asked), pages._renewing) == (1, {})

    def test_lets_others_try_after_one_that_failed(self, pages, monkeypatch):
        def fails(environ, start_response):
            raise ZeroDivisionError

        monkeypatch.setattr(pages, "application", fails)
        for _time in range(2):
            with pytest.raises(ZeroDivisionError):
                ask(pages, PAGE)
        assert pages._renewing == {}

    def test_forgets_everything_when_told_to(self, pages):
        ask(pages, PAGE)
        ask(pages, "/tracker/?page=2")
        pages.clear()
        assert len(pages.pages) + len(pages.filtered) == 0
