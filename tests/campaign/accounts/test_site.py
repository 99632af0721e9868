"""Logging in by the form, as people do: the admin opens after both steps, and not before."""

import re

import pytest
import time_machine
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign.accounts.access import Role
from campaign.lib import passwords
from campaign.lib.audit.models import AuditEvent
from tests.factories import ArticleFactory, OrganizerFactory
from tests.second_factor import code_of, with_app

pytestmark = pytest.mark.django_db
LOGIN, CHECK = "/admin/login/", "/admin/second-factor/"
PASSWORD = "correct horse battery staple"


@pytest.fixture
def robin(monkeypatch) -> User:
    monkeypatch.setattr(passwords.BoundedArgon2PasswordHasher, "memory_cost", 64)
    robin = OrganizerFactory.create(username="robin", is_superuser=True)
    robin.set_password(PASSWORD)
    robin.save()
    return robin


def give_password(client: Client, following: str = "/admin/auth/user/"):
    typed = {"username": "robin", "password": PASSWORD, "next": following}
    return client.post(LOGIN, typed)


class TestLogin:
    def test_opens_after_the_password_and_a_code(self, client, robin):
        key = with_app(robin)
        step = give_password(client)
        assert step.url == f"{CHECK}?next=%2Fadmin%2Fauth%2Fuser%2F"
        assert "Enter the code that your authenticator app shows" in client.get(step.url).text
        response = client.post(
            step.url, {"code": f" {code_of(key.key)[:3]} {code_of(key.key)[3:]}"}
        )
        assert response.url == "/admin/auth/user/"
        assert client.get(response.url).status_code == 200
        assert client.get(LOGIN).url == "/admin/"

    def test_opens_nothing_after_the_password_alone(self, client, robin):
        with_app(robin)
        key = client.session.session_key
        give_password(client)
        assert client.session.session_key != key
        lists = [
            f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry
        ]
        names = [f"{name}_changelist" for name in lists]
        assert len(names) > 30
        for name in ("index", "password_change", "jsi18n", "autocomplete", *names):
            path = reverse(f"admin:{name}")
            assert client.get(path).url == f"{LOGIN}?next={path}"
        assert client.get(f"{CHECK}codes/").url.startswith(LOGIN)
        assert client.get(f"{CHECK}set-up/").url.startswith(CHECK)

    def test_forgets_the_password_after_ten_minutes_and_when_it_changes(self, client, robin):
        key = with_app(robin)
        with time_machine.travel(timezone.now(), tick=False) as clock:
            give_password(client)
            clock.shift(601)
            assert client.post(CHECK, {"code": code_of(key.key)}).url.startswith(LOGIN)
            give_password(client)
            User.objects.update(password="!")
            assert client.post(CHECK, {"code": code_of(key.key)}).url.startswith(LOGIN)

    def test_keeps_in_the_audit_log_that_somebody_changed_their_own_password(self, client, robin):
        client.force_login(robin)
        page, new = "/admin/password_change/", "four lanterns on a porch"
        typed = {"old_password": "wrong", "new_password1": new, "new_password2": new}
        changes = AuditEvent.objects.filter(event="password_changed", username="robin")
        assert client.post(page, typed).status_code in {200, 422}
        assert not changes.exists()
        assert client.post(page, {**typed, "old_password": PASSWORD}).status_code == 302
        assert changes.get().subject_id == str(robin.pk)

    def test_leads_to_our_own_pages_only(self, client, robin):
        key = with_app(robin)
        for address in ("//elsewhere.example/", "https://elsewhere.example/", "javascript:x"):
            assert give_password(client, address).url == f"{CHECK}?next=%2Fadmin%2F"
        where = {"code": code_of(key.key), "next": "//elsewhere.example/"}
        assert client.post(CHECK, where).url == "/admin/"

    def test_ends_for_who_was_logged_in_here_before(self, client, robin):
        with_app(robin)
        client.force_login(OrganizerFactory.create(is_superuser=True))
        give_password(client)
        assert client.get("/admin/").status_code == 302


class TestViewOnSite:
    def test_tells_the_address_of_a_draft_to_those_who_may_see_it_only(self, client):
        draft = ArticleFactory.create(published_at=None, slug="what-we-plan")
        kind = ContentType.objects.get_for_model(draft)
        page = reverse("admin:view_on_site", args=[kind.pk, draft.pk])
        for role, expected in ((Role.CALLER, 404), (Role.EDITOR, 302)):
            organizer = OrganizerFactory.create()
            organizer.groups.set(Group.objects.filter(name=role))
            client.force_login(organizer)
            response = client.get(page)
            assert response.status_code == expected
            assert ("what-we-plan" in response.headers.get("Location", "")) == (expected == 302)
        for nothing in ("0", "x", "9" * 30):
            assert client.get(f"/admin/r/{nothing}/{draft.pk}/").status_code == 404


class TestRecordAnAnswer:
    def test_is_reached_from_every_page_by_five_tabs_at_most(self, admin_client):
        for path in ("", "candidates/person/", "candidates/person/add/", "audit/auditevent/"):
            page = admin_client.get(f"/admin/{path}").text.partition("<body")[2]
            before, link, _after = page.partition('class="record-an-answer"')
            assert link
            assert len(re.findall(r"<(?:a|button|input|select)\b", before)) <= 5
