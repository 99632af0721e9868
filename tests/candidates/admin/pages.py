"""Addresses of the admin's pages, and what a browser would post from them."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.forms import BaseForm, CheckboxSelectMultiple
from django.http import HttpResponse
from django.urls import reverse


def list_of(model: str) -> str:
    return reverse(f"admin:candidates_{model}_changelist")


def add_to(model: str) -> str:
    return reverse(f"admin:candidates_{model}_add")


def page_of(row: Model) -> str:
    return reverse(f"admin:candidates_{row._meta.model_name}_change", args=[row.pk])


def fields_in(response: HttpResponse) -> dict[str, Any]:
    """Return what the form of an admin page posts when nobody touched it."""
    posted = fields_of(response.context["adminform"].form)
    for inline in response.context["inline_admin_formsets"]:
        for form in (inline.formset.management_form, *inline.formset.forms):
            posted |= fields_of(form)
    return posted


def fields_of(form: BaseForm) -> dict[str, Any]:
    posted: dict[str, Any] = {}
    for bound in form:
        # The admin wraps the box of a related row in one with links to add and change it.
        box = getattr(bound.field.widget, "widget", bound.field.widget)
        if isinstance(box, CheckboxSelectMultiple):
            posted |= {bound.html_name: bound.value()} if bound.value() else {}
            continue
        widget = box.get_context(bound.html_name, bound.value(), {})["widget"]
        if widget.get("type") == "checkbox":
            posted |= {bound.html_name: "on"} if widget["attrs"].get("checked") else {}
            continue
        for part in widget.get("subwidgets", [widget]):
            value = part["value"]
            value = (value[0] if value else "") if isinstance(value, list) else value
            posted[part["name"]] = "" if value is None else value
    return posted
