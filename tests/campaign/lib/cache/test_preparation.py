import pytest

from campaign.lib.cache.middleware import FinishedPages
from campaign.lib.cache.preparation import prepare
from campaign.lib.database_wait import counted
from tests.campaign.lib.cache.asking import AlwaysTheSame, ask


class Django:
    """An application that says what it was asked for and how long it might ask the database."""

    def __init__(self) -> None:
        self.status = "200 OK"
        self.asked: list[str] = []
        self.seconds: list[float] = []

    def __call__(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        with counted() as left:
            self.seconds.append(left)
        start_response(self.status, [("Content-Type", "text/html")])
        return [b"page " * 200]


@pytest.fixture
def django() -> Django:
    return Django()


class TestPrepare:
    def test_makes_pages_as_browsers_ask_for_them_at_our_address(self, django, settings):
        settings.SITE_URL = "http://testserver"
        pages = FinishedPages(django, entrances=lambda: ["/", "/tracker/", "/"])
        pages.generation = AlwaysTheSame()
        pages.prepare(5)
        assert django.asked == ["/", "/tracker/"]
        answers = [ask(pages, "/", accept_encoding=encoding) for encoding in ("gzip, br", "gzip")]
        assert [answer.headers["Content-Encoding"] for answer in answers] == ["br", "gzip"]
        assert django.asked == ["/", "/tracker/"]

    def test_stops_when_the_site_has_no_answer_or_time_is_up(self, django):
        django.status = "503 Service Unavailable"
        prepare(django, lambda: ["/", "/faq/"], 5)
        django.status = "200 OK"
        prepare(django, lambda: ["/about/", "/faq/"], -1)
        assert django.asked == ["/", "/about/"]
        assert django.seconds[0] <= 5

    def test_lets_a_process_start_whatever_goes_wrong(self, django, caplog):
        def paths():
            yield "/"
            raise ZeroDivisionError

        prepare(django, paths, 5)
        assert django.asked == ["/"]
        assert "before somebody asks" in caplog.text
