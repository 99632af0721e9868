"""Checks that keep `pledges.privacy.register` true."""

import tomllib
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks

from pledges.privacy.register import PERSONAL_DATA

# The columns of each model that say nothing about a visitor.
NOT_PERSONAL: dict[str, str] = tomllib.loads(
    Path(__file__).with_name("privacy").joinpath("not_personal.toml").read_text(encoding="utf-8")
)
APPS = (
    "accounts",
    "audit",
    "auth",
    "axes",
    "backups",
    "cache",
    "campaign",
    "candidates",
    "django_otp_webauthn",
    "limits",
    "outbox",
    "pledges",
)


@checks.register(checks.Tags.models)
def every_column_is_listed(
    app_configs: Sequence[AppConfig] | None, **options: Any
) -> list[checks.CheckMessage]:
    """Fail on a column in neither list, in both lists, or that doesn't exist."""
    personal = {column for each in PERSONAL_DATA for column in each.columns}
    not_personal = {
        f"{model}.{name}" for model, names in NOT_PERSONAL.items() for name in names.split()
    }
    existing = set(_columns())
    found: list[checks.CheckMessage] = [
        checks.Error(
            f"{column} is not in pledges/privacy/register.py.",
            hint=(
                "Say there what it holds, why and for how long; or, where it says nothing about a "
                "person, list it in pledges/privacy/not_personal.toml."
            ),
            id="pledges.E001",
        )
        for column in sorted(existing - personal - not_personal)
    ]
    found += [
        checks.Error(
            f"{column} is listed in the privacy register but doesn't exist.", id="pledges.E002"
        )
        for column in sorted((personal | not_personal) - existing)
    ]
    found += [
        checks.Error(f"{column} is listed as both personal and impersonal.", id="pledges.E003")
        for column in sorted(personal & not_personal)
    ]
    return found


def _columns() -> Iterator[str]:
    """Yield every column of our tables except primary keys; versions repeat their rows' columns."""
    for model in chain.from_iterable(apps.get_app_config(label).get_models() for label in APPS):
        if not (model._meta.proxy or hasattr(model, "history_object")):
            for field in model._meta.concrete_fields:
                if field.name != "id":
                    yield f"{model._meta.label}.{field.name}"
