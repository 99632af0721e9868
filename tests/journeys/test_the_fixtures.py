"""The fixtures that watch over every other journey."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page

from tests.journeys.conftest import WatchedPages


class TestWatchedPages:
    def test_notes_a_console_message(self, pages: WatchedPages) -> None:
        pages.open("about:blank").evaluate("console.info('hello')")
        assert pages.complaints == ["console info: hello ()"]
        pages.complaints.clear()

    def test_notes_an_error_that_nobody_caught(self, pages: WatchedPages) -> None:
        page = pages.open("about:blank")
        page.evaluate("setTimeout(() => { throw new Error('torn') })")
        page.wait_for_timeout(50)
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


class TestAssertAccessible:
    def test_fails_on_a_picture_without_alternative_text(
        self, pages: WatchedPages, assert_accessible: Callable[[Page], None]
    ) -> None:
        page = pages.open("about:blank")
        page.evaluate("document.body.append(document.createElement('img'))")
        with pytest.raises(AssertionError, match="image-alt"):
            assert_accessible(page)
