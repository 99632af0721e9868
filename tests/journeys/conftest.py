"""A real browser against the real site, watched: a page that complains fails its test."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.handlers.wsgi import WSGIHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from pytest_django import Settings

# Playwright keeps an event loop in the thread of the tests, which Django takes for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

BROWSER_OPTIONS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # Nothing leaves the machine, even when a page asks for it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
# Every rule of axe, the good practice beyond the standards too. None of them reads style sheets;
# fetching them again would import the admin's from wrong addresses, which fails the test.
AXE_OPTIONS = {"resultTypes": ["violations"], "preload": False}
TRANSITIONS_ENDED = "Promise.allSettled(document.getAnimations().map(each => each.finished))"
WIDTHS = (1280, 390, 320)


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
        page.set_default_timeout(10_000)
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
def browser() -> Iterator[Browser]:
    """Return the Chromium that `make test` found or installed."""
    options = [*BROWSER_OPTIONS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=options)
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
def assert_accessible() -> Callable[..., None]:
    """Return a function that fails when axe finds a violation on the page as it is now.

    Options of axe may follow the page.
    """

    def check(page: Page, **options: object) -> None:
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        results = page.evaluate("options => axe.run(document, options)", AXE_OPTIONS | options)
        found = [
            f"{violation['id']}: {violation['help']} {node['target']} {node['html'][:200]}"
            for violation in results["violations"]
            for node in violation["nodes"]
        ]
        assert found == [], f"{page.url}\n" + "\n".join(found)

    return check


@pytest.fixture
def assert_for_everybody(assert_accessible: Callable[..., None]) -> Callable[[Page], None]:
    """Return a function that fails when axe finds something, or the page scrolls sideways.

    It looks at the page as it is in each of WIDTHS; only colours differ in the dark, and they by
    no width, so that the widest and the narrowest will do.
    """

    def check(page: Page) -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
            page.emulate_media(color_scheme="light", reduced_motion="reduce")
            page.evaluate(TRANSITIONS_ENDED)
            assert_accessible(page)
            if width in (WIDTHS[0], WIDTHS[-1]):
                page.emulate_media(color_scheme="dark", reduced_motion="reduce")
                page.evaluate(TRANSITIONS_ENDED)
                assert_accessible(page, runOnly=["color-contrast"])

    return check
