"""A real browser against the real site, watched: a page that complains fails its test."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright
from pytest_django import Settings

from tests.journeys.effort import NAME, Effort, row
from tests.journeys.faults import faults_for_somebody, violations
from tests.machine_fonts import fontconfig_of

# Playwright keeps an event loop in the thread of the tests, which Django takes for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

BROWSER_OPTIONS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-site-isolation-trials",
    "--disable-sync",
    "--no-first-run",
    # Sessions share a process, whose start takes longer than most pages.
    "--renderer-process-limit=1",
    # Nothing leaves the machine, even when a page asks for it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]
# For people to look at, with the fonts of this machine: `make pictures` sets it.
TAKES_PICTURES = bool(os.environ.get("PICTURES"))
# What a page may take on a busy machine, in milliseconds. A test that passes waits for none of it.
PATIENCE = 30_000


@dataclass
class WatchedPages:
    """Opens pages of the site at `address` and notes what goes wrong in them.

    A test that provokes a complaint takes it out of `complaints` itself.
    """

    browser: Browser
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(
        self,
        path: str = "/",
        *,
        width: int = 1280,
        color_scheme: Literal["light", "dark"] = "light",
        java_script_enabled: bool = True,
    ) -> Page:
        """Open `path` in a new session (no cookies, no cache) and return the page."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": 800},
            color_scheme=color_scheme,
            java_script_enabled=java_script_enabled,
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._note_request)
        page.goto(path)
        return page

    def close(self) -> None:
        """Close every session."""
        for context in self.browser.contexts:
            context.close()

    def _note_message(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        self.complaints.append(f"console {message.type}: {message.text} ({where})")

    def _note_request(self, request: Request) -> None:
        host = urlsplit(request.url).netloc
        if host and host != urlsplit(self.address).netloc:
            self.complaints.append(f"request to another host: {request.url}")


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Return the Chromium that `make test` found or installed, with the same fonts everywhere."""
    fonts = fontconfig_of(tmp_path_factory.mktemp("fonts"), "Liberation Sans", "DejaVu Sans")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"],
            args=BROWSER_OPTIONS,
            env={**os.environ} if TAKES_PICTURES else {**os.environ, "FONTCONFIG_FILE": str(fonts)},
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _server(django_db_setup: None) -> Iterator[str]:
    """Serve the site from a thread, static files by WhiteNoise as in production."""

    def no_extra_handler(handler: WSGIHandler) -> WSGIHandler:
        return handler

    thread = LiveServerThread("127.0.0.1", static_handler=no_extra_handler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


@pytest.fixture
def site_address(_server: str, transactional_db: None, settings: Settings) -> str:
    """Return the address of the running site, which sees what the test commits."""
    settings.SITE_URL = _server
    settings.CSRF_TRUSTED_ORIGINS = [_server]
    return _server


@pytest.fixture
def pages(browser: Browser, site_address: str) -> Iterator[WatchedPages]:
    """Open pages of the site; the test fails on any message, error or foreign request."""
    watched = WatchedPages(browser, site_address)
    yield watched
    watched.close()
    assert watched.complaints == []


@pytest.fixture
def note_effort(record_property: Callable[[str, object], None]) -> Callable[[str, Effort], None]:
    """Return a function that puts a task into the table at the end of the tests."""

    def note(task: str, effort: Effort) -> None:
        record_property(NAME, row(task, effort))

    return note


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Return a function that fails when axe finds a violation on the page as it is now."""

    def check(page: Page) -> None:
        found = violations(page)
        assert found == [], f"{page.url}\n" + "\n".join(found)

    return check


@pytest.fixture
def assert_for_everybody() -> Callable[[Page], None]:
    """Return a function that fails with every fault of the page as it is now."""

    def check(page: Page) -> None:
        faults = list(faults_for_somebody(page))
        assert faults == [], f"{page.url}\n" + "\n".join(faults)

    return check


@pytest.fixture
def assert_each_for_everybody(
    pages: WatchedPages, assert_for_everybody: Callable[[Page], None], subtests: pytest.Subtests
) -> Callable[[Iterable[str]], None]:
    """Return a function that opens one address after the other and reports the faults of each."""

    def check(paths: Iterable[str]) -> None:
        page = pages.open("about:blank")
        for path in paths:
            with subtests.test(path):
                page.goto(path)
                assert_for_everybody(page)

    return check


@pytest.fixture
def assert_each_reads_the_same(
    pages: WatchedPages, subtests: pytest.Subtests
) -> Callable[[Iterable[str], str], None]:
    """Return a function that compares the words of pages with those that no script touched.

    `selector` names the part of the page that is read.
    """

    def check(paths: Iterable[str], selector: str) -> None:
        with_scripts = pages.open("about:blank")
        without = pages.open("about:blank", java_script_enabled=False)
        for path in paths:
            with subtests.test(path):
                with_scripts.goto(path)
                without.goto(path)
                words = without.locator(selector).inner_text()
                assert words
                assert with_scripts.locator(selector).inner_text() == words

    return check
