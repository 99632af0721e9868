"""Every address of the admin as every role, and every private column."""

import datetime
import functools
import logging
import re
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.cache import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import is_valid_path, resolve, reverse
from django.utils import timezone
from pytest_django import Settings

from campaign.accounts.access import (
    MODELS,
    NEEDS,
    PAGES,
    PERMISSIONS,
    PRIVATE_COLUMNS,
    Role,
    permissions_of,
    roles_at,
)
from campaign.lib import recent_proof
from campaign.lib.recent_proof import TOTP, note_proof
from pledges.models import Invalidation, Petition
from tests.campaign.accounts.addresses import addresses, pages
from tests.campaign.accounts.rows import DOMAIN, NAME, PLANTED, ZIP, rows
from tests.factories import OrganizerFactory

NOT_SERVED = 405
# Django links every related row that a form only shows, such as who recorded an answer.
LINKED_BY_DJANGO = {"auth_user_change"}
# Closed to everybody as long as its one row is there.
CLOSED = {"campaign_profile_add"}
# The form leaves it out for everybody else.
SHOWN_TO_THOSE_WHO_MAY = {("candidates_outreach", "by")}


class TestTable:
    def test_gives_nobody_half_a_role(self):
        for role in Role:
            rights = permissions_of(role)
            for right in rights & NEEDS.keys():
                assert rights >= NEEDS[right], (role, right)

    def test_gives_administrators_every_right(self):
        assert permissions_of(Role.ADMINISTRATOR) == PERMISSIONS.keys()

    def test_names_every_model_of_the_admin_and_no_other(self):
        assert {model._meta.label_lower for model in admin.site._registry} == MODELS.keys()

    def test_names_private_columns_that_exist(self):
        columns = [column for private in PRIVATE_COLUMNS for column in private.columns]
        assert columns == list(PLANTED)
        for column in columns:
            label, name = column.rsplit(".", 1)
            assert apps.get_model(label)._meta.get_field(name)

    def test_lets_roles_search_what_their_forms_ask_for(self, subtests):
        for model, model_admin in admin.site._registry.items():
            for name in model_admin.autocomplete_fields:
                asked = model._meta.get_field(name).related_model._meta
                viewers = PERMISSIONS[f"{asked.app_label}.view_{asked.model_name}"]
                own = f"{model._meta.app_label}_{model._meta.model_name}"
                with subtests.test(model=own, field=name):
                    forms = roles_at(f"{own}_add") | roles_at(f"{own}_change", to_act=True)
                    assert forms <= viewers or (own, name) in SHOWN_TO_THOSE_WHO_MAY

    def test_names_no_page_that_is_gone(self):
        assert PAGES.keys() <= {name for name, _count in pages()}


def ask(user: User, method: str, path: str, **data: Any) -> HttpResponse | None:
    """Return what the view at `path` answers, None if it keeps `user` out.

    Django leads to the front page where a row isn't among those that the user may see. The view is
    called past the middleware, which does the same for everybody.
    """
    request: HttpRequest = getattr(RequestFactory(), method)(path, data)
    request.user, request.session = user, SessionStore()
    note_proof(request, TOTP, now=timezone.now())
    vars(request)["_messages"] = FallbackStorage(request)
    vars(request)["_dont_enforce_csrf_checks"] = True
    request.resolver_match = match = resolve(path)
    try:
        with transaction.atomic() if method == "post" else nullcontext():
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
            if method == "post":
                transaction.set_rollback(True)
    except (Http404, PermissionDenied):
        return None
    if response.streaming:
        file, response = response, HttpResponse(b"".join(response.streaming_content))
        for close in file._resource_closers:
            close()
    return None if getattr(response, "url", "") == reverse("admin:index") else response


def text_of(response: HttpResponse) -> str:
    if not getattr(response, "is_rendered", True):
        response.render()
    return response.content.decode(errors="replace")


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Return what makes a person with some roles, the same one each time."""
    groups = {Role(group.name): group for group in Group.objects.all()}

    @functools.cache
    def with_roles(roles: frozenset[Role]) -> User:
        user = OrganizerFactory.create()
        user.groups.set([groups[role] for role in roles])
        return user

    return lambda *roles: with_roles(frozenset(roles))


@pytest.fixture
def keys(person: Callable[..., User], settings: Settings, tmp_path: Path) -> dict[str, Any]:
    settings.MEDIA_ROOT = settings.PRIVATE_MEDIA_ROOT = tmp_path
    return rows(person(Role.CALLER))


def seen_by(column: str) -> frozenset[Role]:
    (private,) = (each for each in PRIVATE_COLUMNS if column in each.columns)
    return private.seen_by


@pytest.fixture
def plain_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the list of all models, which every page of the admin has and which costs most."""
    monkeypatch.setattr(admin.site, "get_app_list", lambda request, app_label=None: [])


@pytest.mark.world("content")
@pytest.mark.usefixtures("plain_frame")
class TestEveryAddress:
    def test_serves_the_roles_of_the_table_alone(self, keys, person, caplog):
        """GET and POST every page, and look for links and values that the reader may not see.

        Each role of the table asks by itself, but for administrators, who have all that others
        have. All roles that may not ask as one person: where that person is kept out, so is each.
        """
        caplog.set_level(logging.ERROR, "django.request")
        wrong: list[tuple[object, ...]] = []
        shown_to: dict[str, set[Role]] = {column: set() for column in PLANTED}
        for name, path in addresses(keys):
            for method in ("get", "post"):
                allowed = frozenset() if name in CLOSED else roles_at(name, to_act=method == "post")
                for role in without_administrators(allowed):
                    response = ask(person(role), method, path)
                    if response is None and allowed != frozenset(Role):
                        wrong.append(("kept out", role.name, method, name))
                    elif response and method == "get":
                        wrong += [
                            ("is led to", link, role.name, path)
                            for link in links_in(response) - LINKED_BY_DJANGO
                            if role not in roles_at(link)
                        ]
                        for column in columns_in(response):
                            shown_to[column].add(role)
                            if role not in seen_by(column):
                                wrong.append(("sees", column, role.name, path))
                others = frozenset(Role) - allowed
                response = ask(person(*others), method, path) if others else None
                if response is not None and response.status_code != NOT_SERVED:
                    wrong.append(("let in", [role.name for role in others], method, name))
        assert wrong == []
        assert shown_to == {column: without_administrators(seen_by(column)) for column in PLANTED}

    def test_exports_no_private_column_without_a_recent_second_factor(
        self, keys, person, monkeypatch
    ):
        monkeypatch.setattr(recent_proof, "RECENT", datetime.timedelta(0))
        reader, exported = person(Role.ADMINISTRATOR), 0
        for name, path in addresses(keys):
            if name.endswith("_export"):
                try:
                    response = ask(reader, "get", path)
                except recent_proof.ProofNeededError:
                    continue
                assert columns_in(response) == []
                exported += 1
        assert exported > 40

    def test_finds_nothing_by_a_value_that_the_reader_may_not_see(self, keys, person):
        """Search every list and every box of a form for it, and narrow lists by its column."""
        found: list[tuple[str, str]] = []
        searched = 0
        for private in PRIVATE_COLUMNS:
            reader = person(*(frozenset(Role) - private.seen_by))
            values = [PLANTED[column] for column in private.columns]
            values += [DOMAIN] if "pledges.Supporter.email" in private.columns else []
            for path in searchable_lists():
                usual = count_in(reader, path, q="Nobodyhasit")
                for value in values if usual is not None else ():
                    searched += 1
                    if count_in(reader, path, q=value) != usual:
                        found.append((value, path))
        assert found == []
        assert searched > 50
        reader = person(*(frozenset(Role) - seen_by("pledges.Supporter.name")))
        signatures = reverse("admin:pledges_signature_changelist")
        for lookup in ("postal_code", "name", "email", "domain_key", "postal_code__startswith"):
            value = {"postal_code": ZIP, "name": NAME}.get(lookup, "5")
            response = ask(reader, "get", signatures, **{f"supporter__{lookup}": value})
            assert response is not None
            assert response.url == f"{signatures}?e=1"

    def test_counts_nothing_by_a_rule_that_finds_out_who_signed(self, keys, person):
        reader = person(*(frozenset(Role) - seen_by("pledges.Supporter.name")))
        Invalidation.objects.all().delete()
        surge = keys["pledges.surge"]
        for rule in (
            {"name_pattern": NAME},
            {"postal_code": ZIP},
            {"email_domain": DOMAIN},
            {"surge": surge},
        ):
            path = reverse("admin:pledges_invalidation_add")
            typed = {"petition": Petition.objects.first().pk, "public_reason": "Fake.", **rule}
            response = ask(reader, "post", path, **typed)
            assert response is not None
            assert response.status_code == 422


def without_administrators(roles: frozenset[Role]) -> frozenset[Role]:
    """Leave out those who have what all others have, unless it's theirs alone."""
    return roles - {Role.ADMINISTRATOR} or roles


def searchable_lists() -> list[str]:
    return [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model, model_admin in admin.site._registry.items()
        if model_admin.search_fields
    ]


def count_in(reader: User, path: str, **query: str) -> int | None:
    """Return how many rows a list shows, None where the reader is kept out."""
    response = ask(reader, "get", path, **query)
    return None if response is None else response.context_data["cl"].result_count


def links_in(response: HttpResponse) -> set[str]:
    """Return the names of the admin's pages that a page links to."""
    paths = set(re.findall(r'href="(/admin/[^"?#]*)', text_of(response)))
    names = {resolve(path).url_name for path in paths if is_valid_path(path)}
    return {name for name in names if name}


def columns_in(response: HttpResponse) -> list[str]:
    text = text_of(response)
    return [column for column, value in PLANTED.items() if value in text]
