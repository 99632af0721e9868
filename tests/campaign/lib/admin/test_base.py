"""Every page of the admin, as its registry names them, and what no browser sends there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, AdminForm
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.template.backends.django import Template
from django.test import Client, RequestFactory
from django.urls import URLPattern, reverse
from django.urls.converters import IntConverter

from tests.candidates.admin.pages import fields_of
from tests.thorough import sample

pytestmark = [pytest.mark.django_db, pytest.mark.world("demo")]
MANAGEMENT = re.compile(r"(-(TOTAL|INITIAL|MAX_NUM)_FORMS|as_opened|-id)$")
ODD_VALUES = ("(", "٣", "9" * 30, "-1", "\0")


@pytest.fixture(autouse=True)
def nothing_drawn(monkeypatch):
    """Leave out the templates and the list of all models, which take most of the time."""
    monkeypatch.setattr(Template, "render", lambda self, context=None, request=None: "")
    monkeypatch.setattr(admin.site, "get_app_list", lambda request, app_label=None: [])


def test_every_form_answers_what_was_tampered_with(admin_user, world_files, subtests):
    site = Organizer(admin_user)
    values, texts, turns = cycle(ODD_VALUES), cycle(("٣(", "\0")), cycle((False, True))
    for path, model_admin in sample(pages(), 2):
        opened = site.get(path)
        sent = boxes_in(getattr(opened, "context_data", None) or {})
        management = [name for name in sent if MANAGEMENT.search(name)]
        intact = {name: sent[name] for name in management}
        odd = {**dict.fromkeys(sent, next(texts)), **intact}
        # Two for each page, or it takes too long: forms with management data get theirs changed,
        # and in turn nothing at all or odd values.
        bodies: list[dict[str, Any]] = [odd if next(turns) else {}]
        if management:
            bodies.append({**sent, **dict.fromkeys(management, next(values))})
        elif sent:
            bodies = [{}, odd]
        if path.endswith(f"/{model_admin.opts.model_name}/"):
            bodies += [
                {"action": name, ACTION_CHECKBOX_NAME: [next(values)]}
                for name in ("delete_selected", *(model_admin.actions or ()))
            ]
        for body in bodies:
            with subtests.test(path, body=body):
                assert site.post(path, body).status_code < 500


class Organizer:
    """A browser whose requests change nothing: each is undone after it."""

    def __init__(self, user: Any) -> None:
        client = Client()
        client.force_login(user)
        self.requests = RequestFactory()
        self.requests.cookies = client.cookies
        self.site = WSGIHandler()

    def get(self, path: str) -> Any:
        return self._answer(self.requests.get(path))

    def post(self, path: str, data: dict[str, Any]) -> Any:
        return self._answer(self.requests.post(path, data))

    def _answer(self, request: Any) -> Any:
        request._dont_enforce_csrf_checks = True
        with transaction.atomic():
            response = self.site.get_response(request)
            if kept := getattr(response, "file_to_stream", None):
                kept.close()
            transaction.set_rollback(True)
        return response


def pages() -> Iterator[tuple[str, Any]]:
    """Yield the address of every page of the admin; those of a row for the last row."""
    for model, model_admin in admin.site._registry.items():
        row = model._base_manager.order_by("-pk").first()
        for pattern in model_admin.get_urls():
            if not isinstance(pattern, URLPattern) or not pattern.name:
                continue
            if not pattern.pattern.converters:
                yield reverse(f"admin:{pattern.name}"), model_admin
            elif row:
                # A few take something besides a row: a number, or the kind of a proof.
                _row, *others = pattern.pattern.converters.values()
                more = [1 if isinstance(each, IntConverter) else "site_code" for each in others]
                yield reverse(f"admin:{pattern.name}", args=[row.pk, *more]), model_admin


def boxes_in(context: dict[str, Any]) -> dict[str, Any]:
    """Return what the forms of a page would post when nobody touched them."""
    formsets = [inline.formset for inline in context.get("inline_admin_formsets", [])]
    formsets.append(getattr(context.get("cl"), "formset", None))
    formsets += [shown for shown in context.values() if isinstance(shown, BaseFormSet)]
    forms = [shown for shown in context.values() if isinstance(shown, BaseForm)]
    forms += [shown.form for shown in context.values() if isinstance(shown, AdminForm)]
    for formset in filter(None, formsets):
        forms += [formset.management_form, *formset.forms]
    return {name: value for form in forms for name, value in fields_of(form).items()}
