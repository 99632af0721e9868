"""Every list of the admin, as its registry names them, and what no link of it asks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import models, transaction
from django.http import Http404
from django.template.backends.django import Template
from django.test import RequestFactory

pytestmark = [pytest.mark.django_db, pytest.mark.world("demo")]
ODD_LOOKUPS = ("", "__regex", "__range", "__in", "__isnull", "__year", "__nope", "__contains")
ODD_VALUES = ("(", "٣", "9" * 30, "-1", "\0")
ODD_QUERIES = (
    {"id__regex": "("},
    {"id__range": "1"},
    {"pk__in": ","},
    {"email_key": "1"},
    {"__": "1"},
    {"id__id__id": "1"},
    {"o": "9.x"},
    {"p": "٣"},
    {"p": "9" * 30},
    {"all": "x", "q": "%\\'\"("},
    {"_to_field": "id", "_popup": "1"},
    {"utm_source": "leaflet"},
)


@pytest.fixture(autouse=True)
def nothing_drawn(monkeypatch):
    """Leave out the templates and the list of all models, which take most of the time."""
    monkeypatch.setattr(Template, "render", lambda self, context=None, request=None: "")
    monkeypatch.setattr(admin.site, "get_app_list", lambda request, app_label=None: [])


def odd_queries(
    model: type[models.Model],
    model_admin: Any,
    odd: Iterator[dict[str, str]],
    lookups: Iterator[str],
) -> Iterator[dict[str, str]]:
    """Yield what no link of the list asks, about its columns and each of its filters.

    All lists share the code that answers. So each gets the next five of `odd`, and the next of
    `lookups` on five of its columns: two or three lists in turn get everything.
    """
    yield from islice(odd, 5)
    for field, lookup in zip(model._meta.concrete_fields[-5:], lookups, strict=False):
        yield {f"{field.name}{lookup}": "1" if lookup in {"", "__range"} else "("}
    values = cycle(ODD_VALUES)
    for offered in model_admin.list_filter:
        name = offered[0] if isinstance(offered, tuple) else offered
        name = getattr(name, "parameter_name", name)
        for ending in ("", "__exact", "__isnull", "__isempty", "__id__exact"):
            yield {f"{name}{ending}": next(values)}
    if day := model_admin.date_hierarchy:
        for year in ("0", "9" * 20, "x"):
            yield {f"{day}__year": year}
        yield {f"{day}__year": "2026", f"{day}__month": "2", f"{day}__day": "30"}
        yield {f"{day}__month": "1"}


def test_every_list_answers_every_odd_lookup(admin_user, subtests):
    requests, odd, lookups = RequestFactory(), cycle(ODD_QUERIES), cycle(ODD_LOOKUPS)
    for model, model_admin in admin.site._registry.items():
        for query in odd_queries(model, model_admin, odd, lookups):
            request = requests.get("/", query)
            request.user = admin_user
            request._messages = CookieStorage(request)
            with subtests.test(f"{model.__name__} {query}"), transaction.atomic():
                try:
                    response = model_admin.changelist_view(request)
                except (Http404, PermissionDenied, SuspiciousOperation):
                    continue
                assert response.status_code in {200, 302}
                transaction.set_rollback(True)
