"""Organizers in the browser, logged in without the form: one journey logs in by hand."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page

from tests.journeys.conftest import WatchedPages
from tests.second_factor import code_of, prove


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
    prove(client)
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


def create_account(page: Page, name: str) -> None:
    """Accept an invitation, on the page that its link leads to."""
    password = "a lantern in every window"
    for label, text in {
        "First name": name.title(),
        "Username": name,
        "Password:": password,
        "Password confirmation": password,
    }.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Create my account").click()


def set_up_app(page: Page) -> None:
    """Set up an authenticator app as the second factor, and go on to the front page."""
    key = page.locator(".key").inner_text().replace(" ", "")
    page.get_by_role("textbox", name="Code").fill(code_of(key))
    page.get_by_role("button", name="Set up this app").click()
    page.get_by_role("button", name="Make ten codes").click()
    page.get_by_role("link", name="Continue").click()
