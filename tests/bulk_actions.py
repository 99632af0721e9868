"""Choosing rows of an admin list and an action, as an organizer does."""

from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.test import Client


def ask(client: Client, address: str, action: str, *rows: Model, **typed: Any) -> Any:
    """Return the page that says what would happen."""
    posted = {"action": action, "_selected_action": [row.pk for row in rows], **typed}
    return client.post(address, posted, follow=True)


def act(client: Client, address: str, action: str, *rows: Model) -> HttpResponse:
    """Confirm what that page says, if there is one. Follow where it leads."""
    asked = ask(client, address, action, *rows)
    return confirm(client, address, asked) if "hidden" in (asked.context or ()) else asked


def confirm(client: Client, address: str, asked: Any, **typed: Any) -> Any:
    posted = asked.context["hidden"] | asked.context["seen"] | typed
    return client.post(address, posted, follow=True)
