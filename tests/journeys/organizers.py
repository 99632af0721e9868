"""Organizers in the browser, logged in without the form: one journey logs in by hand."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page

from tests.journeys.conftest import WatchedPages


def open_as(
    pages: WatchedPages,
    organizer: User,
    path: str,
    *,
    width: int = 1280,
    scheme: str = "light",
    java_script_enabled: bool = True,
) -> Page:
    """Open a page of the admin in a session of `organizer`."""
    client = Client()
    client.force_login(organizer)
    page = pages.open(
        "about:blank",
        width=width,
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=java_script_enabled,
    )
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": pages.address}]
    )
    page.goto(pages.address + path)
    return page


def tab_to(page: Page, selector: str, *, limit: int = 160) -> None:
    """Press Tab until the element is in focus, as somebody without a mouse does."""
    for _press in range(limit):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by {limit} presses of Tab on {page.url}")


def follow(page: Page, selector: str) -> None:
    """Tab to a link or button and press Enter; return on the page that it leads to."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")
