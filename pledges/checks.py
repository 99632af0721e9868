"""Checks that keep `pledges.privacy` true."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.db.models import Model

from pledges.privacy import HELD, IMPERSONAL_MODELS, NOT_PERSONAL, PARTLY_PERSONAL_MODELS

APPS = ("auth", "campaign", "candidates", "limits", "pledges")


@checks.register(checks.Tags.models)
def every_column_is_listed(
    app_configs: Sequence[AppConfig] | None, **options: Any
) -> list[checks.CheckMessage]:
    """Fail on a column that `pledges.privacy` does not know, and on one that it knows in vain."""
    held = {column for each in HELD for column in each.columns}
    listed = held | NOT_PERSONAL
    existing = set(_columns())
    unlisted = sorted(existing - listed)
    gone = sorted(listed - existing - _columns_of_partly_personal())
    found: list[checks.CheckMessage] = [
        checks.Error(
            f"{column} is not in pledges/privacy.py.",
            hint="Say there what it holds, why and for how long; or that it is not personal.",
            id="pledges.E001",
        )
        for column in unlisted
    ]
    found += [
        checks.Error(f"pledges/privacy.py lists {column}, which does not exist.", id="pledges.E002")
        for column in gone
    ]
    return found


def _columns() -> Iterator[str]:
    """Yield the columns of every model that has something personal, or that nobody looked at."""
    for model in _models():
        if model._meta.label not in IMPERSONAL_MODELS | PARTLY_PERSONAL_MODELS:
            yield from _columns_of(model)


def _columns_of_partly_personal() -> set[str]:
    models = [model for model in _models() if model._meta.label in PARTLY_PERSONAL_MODELS]
    return {column for model in models for column in _columns_of(model)}


def _models() -> Iterator[type[Model]]:
    """Yield the models of our apps; a version holds what its row did, and is listed with it."""
    for label in APPS:
        for model in apps.get_app_config(label).get_models():
            if not hasattr(model, "history_object"):
                yield model


def _columns_of(model: type[Model]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        if field.name != "id":
            yield f"{model._meta.label}.{field.name}"
