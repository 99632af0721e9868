"""The fixtures that watch over every other journey."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page

from tests.journeys.conftest import WatchedPages
from tests.journeys.effort import Effort


class TestWatchedPages:
    def test_notes_a_console_message(self, pages: WatchedPages) -> None:
        pages.open("about:blank").evaluate("console.info('hello')")
        assert pages.complaints == ["console info: hello ()"]
        pages.complaints.clear()

    def test_notes_an_error_that_nobody_caught(self, pages: WatchedPages) -> None:
        page = pages.open("about:blank")
        with page.expect_event("pageerror"):
            page.evaluate("setTimeout(() => { throw new Error('torn') })")
        assert pages.complaints == ["error: torn"]
        pages.complaints.clear()

    def test_notes_a_request_to_another_host(self, pages: WatchedPages) -> None:
        page = pages.open("about:blank")
        with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
            page.goto("http://example.org/")
        assert pages.complaints == ["request to another host: http://example.org/"]
        pages.complaints.clear()

    def test_opens_a_page_without_javascript(self, pages: WatchedPages) -> None:
        page = pages.open("data:text/html,<noscript>off</noscript>", java_script_enabled=False)
        assert page.inner_text("body") == "off"


class TestEffort:
    def test_counts_keys_clicks_and_seconds_from_page_to_page(self, pages: WatchedPages) -> None:
        page = pages.open("/healthz")
        page.keyboard.type("before")
        effort = Effort(page)
        page.keyboard.type("ok")
        page.mouse.click(5, 5)
        page.goto("/readyz")
        page.mouse.click(5, 5)
        page.keyboard.press("Enter")
        page.keyboard.down("Tab")
        page.keyboard.down("Tab")
        assert (effort.clicks, effort.keys) == (2, 4)
        assert effort.seconds == pytest.approx(4 * 0.2 + 1 / 30 + 2 * 1.2 + 2 * 0.4)


class TestAssertAccessible:
    def test_fails_on_a_picture_without_alternative_text(
        self, pages: WatchedPages, assert_accessible: Callable[[Page], None]
    ) -> None:
        page = pages.open("about:blank")
        page.evaluate("document.body.append(document.createElement('img'))")
        with pytest.raises(AssertionError, match="image-alt"):
            assert_accessible(page)


BLANK = (
    "<!doctype html><html lang=en><title>T</title>"
    "<meta name=viewport content='width=device-width'><style>{}</style>"
    "<main><h1>Words</h1>{}</main>"
)
FAULTS = {
    "image-alt": "<img src='data:,'>",
    "color-contrast": "<p style='color: #777; background: #888'>Hard to read</p>",
}
SHOWN_AT = ".it {{ display: none }} @media ({}) {{ .it {{ display: block }} }}"
DARK_FAULT = (
    SHOWN_AT + "@media (prefers-color-scheme: dark) {{ .it {{ color: #ccc; background: #fff }} }}"
)
SMALL_TARGETS = (
    "a { display: inline-block; margin: 40px }"
    "@media (max-width: 320px) { a { margin: 0; font-size: 4px; float: left } }"
)
# What must be found: the style, the content and the words of the fault.
CASES = [
    *(
        (SHOWN_AT.format(where), f"<div class=it>{markup}</div>", rule)
        for where in ("min-width: 0", "min-width: 1000px", "max-width: 390px", "max-width: 320px")
        for rule, markup in FAULTS.items()
    ),
    *(
        (DARK_FAULT.format(f"width: {width}px"), "<p class=it>Hard to read</p>", "color-contrast")
        for width in (1280, 320)
    ),
    *(
        ("", f"<div style='width: {width + 1}px'>Words</div>", f"{width} px: scrolls sideways")
        for width in (1280, 390, 320)
    ),
    # One of many rows that look alike but for what is around it.
    (
        "b { color: #767676 } p:last-child { background: #ccc }",
        "<p><b>Words</b></p>" * 9,
        "color-contrast",
    ),
    (SMALL_TARGETS, "<a href='#a'>a</a><a href='#b'>b</a>", "320 px: target-size"),
]


class TestAssertForEverybody:
    def test_fails_on_what_one_width_or_color_scheme_alone_shows(
        self,
        pages: WatchedPages,
        assert_for_everybody: Callable[[Page], None],
        subtests: pytest.Subtests,
    ) -> None:
        page = pages.open("about:blank")
        page.set_content(BLANK.format("", "<p>More words</p>"))
        assert_for_everybody(page)
        for style, markup, fault in CASES:
            with subtests.test(f"{fault} {style}"):
                page.set_content(BLANK.format(style, markup))
                with pytest.raises(AssertionError, match=fault):
                    assert_for_everybody(page)

    def test_names_every_fault(
        self, pages: WatchedPages, assert_for_everybody: Callable[[Page], None]
    ) -> None:
        page = pages.open("about:blank")
        page.set_content(BLANK.format("", "".join(FAULTS.values())))
        with pytest.raises(AssertionError) as failure:
            assert_for_everybody(page)
        assert all(rule in str(failure.value) for rule in FAULTS)
