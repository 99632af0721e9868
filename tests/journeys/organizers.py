"""Organizers in the browser, logged in without the form: one journey logs in by hand."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page

from tests.journeys.conftest import WatchedPages
from tests.second_factor import prove


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
