"""A real browser against the real site, watched: a page that complains fails its test."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.handlers.wsgi import WSGIHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright
from pytest_django import Settings

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
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]
# Every rule of axe, the good practice beyond the standards too. None of them reads style sheets;
# fetching them again would import the admin's from wrong addresses, which fails the test.
AXE_OPTIONS = {"resultTypes": ["violations"], "preload": False}
END_TRANSITIONS = """document.getAnimations().forEach(
    each => each instanceof CSSTransition && each.finish())"""
# What a page may take on a busy machine, in milliseconds. A test that passes waits for none of it.
PATIENCE = 30_000
WIDE, NARROW = 1280, 320
WIDTHS = (WIDE, 390, NARROW)
# Words of headings that go on in another line, such as a long name in a narrow column; a made-up
# word of more than 20 letters may.
BROKEN_WORDS = """() => {
    const range = document.createRange();
    const lines = () => new Set([...range.getClientRects()].map(box => Math.round(box.top)));
    return [...document.querySelectorAll("h1, h2, h3")].flatMap(heading => {
        const walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT), broken = [];
        while (walker.nextNode()) {
            for (const word of walker.currentNode.data.matchAll(/\\p{L}+/gu)) {
                range.setStart(walker.currentNode, word.index);
                range.setEnd(walker.currentNode, word.index + word[0].length);
                if (lines().size > 1 && word[0].length <= 20) broken.push(word[0]);
            }
        }
        return broken;
    });
}"""
# What axe finds depends on the width for these, and for what is shown on narrow screens alone.
LAYOUT_RULES = ["target-size", "scrollable-region-focusable"]
NOTE_WHAT_IS_SHOWN = """() => {
    const shown = () => [...document.body.querySelectorAll("*")].filter(
        each => each.checkVisibility({ visibilityProperty: true }));
    const before = new Set(shown());
    window.shownSince = () => {
        const since = new Set(shown().filter(each => !before.has(each)));
        return [...since].filter(each => !since.has(each.parentElement));
    };
}"""
SHOWN_SINCE = "window.shownSince()"
# Three quarters of axe's time go into contrast, most of it for the cells of tables, which all look
# alike. It measures two elements of each look: what makes up the contrast of some text is the
# style of its element and of all around it.
MARK_SOME_OF_EACH_LOOK = """() => {
    const looks = new Map(), seen = new Map(), counts = new Map();
    const number = text => looks.get(text) ?? looks.set(text, looks.size).get(text);
    for (const element of document.querySelectorAll("*")) {
        const style = getComputedStyle(element);
        const hasText = [...element.childNodes].some(
            node => node.nodeType === Node.TEXT_NODE && node.data.trim());
        const look = number([
            seen.get(element.parentElement), element.localName, hasText, element.checkVisibility(),
            element.matches(":disabled"), style.color, style.backgroundColor, style.backgroundImage,
            style.fontSize, style.fontWeight, style.opacity, style.visibility, style.position,
            style.textShadow, style.filter, style.mixBlendMode,
        ].join());
        const count = (counts.get(look) ?? 0) + 1;
        seen.set(element, look);
        counts.set(look, count);
        element.toggleAttribute("data-look", count <= 2);
    }
    axe.configure({ rules: [{ id: "color-contrast", selector: "[data-look]" }] });
}"""


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
            env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
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


def violations(page: Page, context: str = "document", **options: object) -> list[str]:
    """Return what axe finds on the page as it is now, a line for each element.

    `context` is an expression in JavaScript, the elements to look at. Options of axe may follow.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    page.evaluate(MARK_SOME_OF_EACH_LOOK)
    found: list[dict[str, Any]] = page.evaluate(
        f"async options => (await axe.run({context}, options)).violations", AXE_OPTIONS | options
    )
    return [
        f"{violation['id']}: {violation['help']} {node['target']} {node['html'][:200]}"
        for violation in found
        for node in violation["nodes"]
    ]


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Return a function that fails when axe finds a violation on the page as it is now."""

    def check(page: Page) -> None:
        found = violations(page)
        assert found == [], f"{page.url}\n" + "\n".join(found)

    return check


def faults_for_somebody(page: Page) -> Iterator[str]:
    """Yield what axe finds, light or dark, and the widths that scroll sideways.

    The wide page gets every rule. The narrow one gets the rules that look at the layout, and every
    rule for what it alone shows. Contrast is measured in both color schemes.
    """

    def show(width: int, color_scheme: Literal["light", "dark"]) -> None:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=color_scheme, reduced_motion="reduce")
        page.evaluate(END_TRANSITIONS)

    for width in WIDTHS:
        show(width, "light")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield f"{width} px: scrolls sideways"
        if width == WIDE:
            yield from (f"broken word: {word}" for word in page.evaluate(BROKEN_WORDS))
            page.evaluate(NOTE_WHAT_IS_SHOWN)
            yield from violations(page)
            show(width, "dark")
            yield from violations(page, runOnly=["color-contrast"])
        if width != NARROW:
            continue
        found = violations(page, runOnly=LAYOUT_RULES)
        if page.evaluate(f"{SHOWN_SINCE}.length"):
            found += violations(page, SHOWN_SINCE)
            show(width, "dark")
            found += violations(page, SHOWN_SINCE, runOnly=["color-contrast"])
        yield from (f"{width} px: {fault}" for fault in found)
    show(WIDE, "light")


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
