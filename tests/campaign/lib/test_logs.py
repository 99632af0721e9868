import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.test import Client

from campaign.lib.logs import LineFormatter, OneLinePerRequest

TOKEN = "mWb0o2n3Qm8h2k3l4j5h6g7f8d9s0a1q2w3e4r5t6y7"


def line_of(message: str) -> str:
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, message, (), None)
    return LineFormatter("{message}", style="{").format(record)


class TestLine:
    @pytest.mark.parametrize("page", ["confirm", "me", "unsubscribe", "never-email", "desk"])
    def test_holds_no_token_of_a_mailed_link(self, page):
        try:
            raise ValueError(f"at /{page}/{TOKEN}/mail/")
        except ValueError as error:
            record = logging.LogRecord(
                "django.request",
                logging.WARNING,
                __file__,
                1,
                "Not Found: %s",
                (f"/{page}/{TOKEN}/",),
                (type(error), error, error.__traceback__),
            )
        line = LineFormatter("{message}", style="{").format(record)
        assert TOKEN not in line
        assert f"Not Found: /{page}/…/" in line
        assert f"/{page}/…/mail/" in line

    @pytest.mark.parametrize(
        ("written", "stays"),
        [
            (f"Error at //me//{TOKEN}", "Error at //me/…"),
            (f"Error at /%6De/{TOKEN}/", "Error at /%6De/…/"),
            (f"Error at /%6De%2F{TOKEN}", "Error at /…"),
            (f"no link {TOKEN[:40]}", "no link …"),
            (f"/follow/stop/{TOKEN[:39]} was cut", "/follow/stop/… was cut"),
            (f"/your-information/{TOKEN[:39]} too", "/your-information/… too"),
            ("GET /tracker/?q=Jane+Doe HTTP/1.1", "GET /tracker/?… HTTP/1.1"),
            ("Invalid request from ip=203.0.113.7: x", "Invalid request from ip=…: x"),
            ("from [2001:db8::7]:443", "from […]:443"),
            ("to 'Jane.Doe+x@example.org' failed", "to '…' failed"),
            ("/?email=jane%40example.org", "/?…"),
        ],
    )
    def test_holds_nothing_that_tells_who_somebody_is(self, written, stays):
        assert line_of(written) == stays

    @pytest.mark.parametrize(
        "written",
        [
            "at 12:34:56,123 of 2026-11-29",
            "PostgreSQL at 127.0.0.1:5432",
            "Django 5.2.19.1a",
            "/candidates/H6MI13210-soraya-borage/2026/",
            "What now?",
        ],
    )
    def test_holds_everything_else(self, written):
        assert line_of(written) == written

    def test_is_what_the_site_logs_with(self, settings):
        assert settings.LOGGING["formatters"]["line"]["()"] == "campaign.lib.logs.LineFormatter"
        assert settings.LOGGING["handlers"]["console"]["filters"] == ["once"]


def test_a_refused_row_is_not_in_a_traceback():
    cause = "the constraint\nDETAIL:  Failing row contains (1, Ada Quartz, 12 Elm\n\nAve)."
    error = "\n\nThe above exception was the direct cause: IntegrityError"
    record = logging.LogRecord("x", logging.ERROR, "x", 1, cause + error, None, None)
    one_line = f"the constraint\nDETAIL: …{error}".replace("\n", "\\n")
    assert LineFormatter().format(record) == one_line


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Return what the site writes down while the test runs."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(LineFormatter("{levelname} {message}", style="{"))
    handler.addFilter(OneLinePerRequest())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
@pytest.mark.urls("tests.campaign.faulty_urls")
class TestLines:
    def test_are_one_for_each_refusal_and_have_no_traceback(self, log):
        client = Client(raise_request_exception=False)
        for ask, start in (
            (lambda: client.get("/healthz", HTTP_HOST="elsewhere.example"), "ERROR Invalid HTTP_H"),
            (lambda: client.get("/suspicious/"), "ERROR column"),
            (lambda: client.get("/nowhere/"), "WARNING Not Found: /nowhere/"),
            (lambda: client.post("/join/", "x", "multipart/form-data"), "WARNING Bad request"),
        ):
            log.truncate(log.seek(0))
            ask()
            [line] = log.getvalue().splitlines()
            assert line.startswith(start)
            assert "Traceback" not in line

    def test_hold_the_whole_traceback_of_a_bug(self, log):
        Client(raise_request_exception=False).get("/broken/")
        [line] = log.getvalue().splitlines()
        assert "/broken/\\nTraceback (most recent call last):\\n" in line
        assert "ValueError: column" in line
