"""Sending the form that signs, and what the emails lead to, as a visitor's browser does."""

from __future__ import annotations

import datetime
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.utils import timezone

from pledges.mail import links
from pledges.models import Petition, Supporter
from pledges.signing.sign_up import SignUpData, sign_up
from tests.pledges.emails import answered

BROWSER = {"Sec-Fetch-Site": "same-origin"}
START = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)
FORM = {"name": "Ines Basalt", "email": "ines@example.org", "postal_code": "48226"}


def sign(client: Client, **values: Any) -> Any:
    return client.post("/petitions/ice/sign/", {**FORM, **values})


def signed(
    petition: Petition | None,
    *,
    at: datetime.datetime = START,
    email: str = "ines@example.org",
    name: str = "Ines Basalt",
    zip_code: str = "48226",
    **values: Any,
) -> None:
    """Sign without the form, and let the email come."""
    sign_up(
        SignUpData(name, email, zip_code, agrees_to_mail=False, **values),
        petition.slug if petition else None,
        client_block="203.0.113.0/24",
        language="en-us",
        now=at,
    )
    answered(at)


def me_of(supporter: Supporter) -> str:
    """Return the path of a new link to the supporter's information."""
    return links.stored_url(links.me_link(supporter, now=timezone.now())).removeprefix(
        "http://127.0.0.1:8000"
    )


def bytes_of(response: Any, email: str = FORM["email"]) -> tuple[Any, ...]:
    """Return all of a response, but for the address that was sent and is named on the page."""
    assert email in response.text
    headers = {**response.headers, "Content-Length": ""}
    return response.status_code, response.text.replace(email, ""), sorted(headers.items())


def press_confirm(client: Client, link: str, **typed: str) -> Any:
    """Open a confirmation link and press its button, with fields typed over; "" empties one."""
    return client.post(link, {**fields_of(client.get(link).text), **typed})


def fields_of(page: str) -> dict[str, str]:
    """Return what a browser would send of the fields of a page's forms, as they are filled in."""
    parser = _Fields()
    parser.feed(page)
    return parser.values


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.textarea = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        name = given.get("name") or ""
        if tag == "textarea":
            self.textarea, self.values[name] = name, ""
        if tag != "input" or not name:
            return
        is_box = given.get("type") in {"checkbox", "radio"}
        if not is_box or "checked" in given:
            self.values[name] = given.get("value", "on" if is_box else "") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.values[self.textarea] = self.values[self.textarea].removeprefix("\n")
            self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.values[self.textarea] += data
