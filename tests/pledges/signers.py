"""Sending the form that signs, as a visitor's browser does."""

from __future__ import annotations

from typing import Any

from django.test import Client

FORM = {"name": "Ines Basalt", "email": "ines@example.org", "postal_code": "48226"}


def sign(client: Client, **values: Any) -> Any:
    return client.post("/petitions/ice/sign/", {**FORM, **values})


def bytes_of(response: Any) -> tuple[Any, ...]:
    return response.status_code, response.content, sorted(response.headers.items())
