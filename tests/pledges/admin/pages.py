"""Addresses of the organizers' pages over petitions, and what a browser posts from them."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.candidates.admin.pages import fields_in

SAVE = {"_save": "1"}


def list_of(model: str) -> str:
    return reverse(f"admin:pledges_{model}_changelist")


def add_to(model: str) -> str:
    return reverse(f"admin:pledges_{model}_add")


def page(name: str, row: Model) -> str:
    return reverse(f"admin:pledges_{row._meta.model_name}_{name}", args=[row.pk])


def sent(client: Client, address: str, changes: dict[str, Any], button: dict = SAVE) -> Any:
    """Press `button` on the form as it is opened, with `changes` typed into it."""
    return client.post(address, {**fields_in(client.get(address)), **changes, **button})


def errors_of(response: HttpResponse, field: str) -> list[str]:
    form: Any = response.context["adminform"].form
    return list(form.errors.get(field, []))


def said_by(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]
