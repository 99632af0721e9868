"""Organizers' accounts, and what hangs on one that is to be deleted."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaign.accounts.access import Role
from campaign.accounts.models import Organizer
from campaign.accounts.models.organizers import approve, note_invitation
from campaign.lib.audit import Event
from campaign.lib.audit.models import AuditEvent
from tests.candidates.admin.pages import fields_in
from tests.factories import AnswerFactory, OrganizerFactory, OutreachFactory
from tests.second_factor import prove

PASSWORD = {"password1": "Quartz-and-Moss-11", "password2": "Quartz-and-Moss-11"}
pytestmark = pytest.mark.django_db
QUERIES_TO_SAY_WHAT_HANGS_ON_A_USER = 60


def page_of(user: User) -> str:
    return reverse("admin:auth_user_delete", args=[user.pk])


class TestDeletion:
    def test_counts_what_forbids_it_with_as_many_queries_for_fifty_rows_as_for_one(
        self, admin_client
    ):
        user = OrganizerFactory()
        AnswerFactory(recorded_by=user)
        with CaptureQueriesContext(
            connection,
        ) as for_one:
            assert "1 answer</li>" in admin_client.get(page_of(user)).text
        AnswerFactory.create_batch(49, recorded_by=user)
        OutreachFactory.create_batch(2, by=user)
        with CaptureQueriesContext(connection) as for_fifty:
            page = admin_client.get(page_of(user))
        assert len(for_fifty) == len(for_one) <= QUERIES_TO_SAY_WHAT_HANGS_ON_A_USER
        assert "50 answers</li>" in page.text
        assert "2 outreach</li>" in page.text
        assert admin_client.post(page_of(user), {"post": "yes"}).status_code == 200
        assert User.objects.filter(pk=user.pk).exists()

    def test_of_somebody_who_did_nothing_takes_a_fresh_code(self, admin_client):
        user = OrganizerFactory()
        assert "Yes, I’m sure" in admin_client.get(page_of(user)).text
        before = admin_client.post(page_of(user), {"post": "yes"})
        assert before.url == f"/admin/second-factor/?next={page_of(user)}"
        at_once = {"action": "delete_selected", "_selected_action": user.pk, "post": "yes"}
        before = admin_client.post(reverse("admin:auth_user_changelist"), at_once)
        assert before.url.startswith("/admin/second-factor/")
        prove(admin_client)
        assert admin_client.post(page_of(user), {"post": "yes"}).status_code == 302
        assert not User.objects.filter(pk=user.pk).exists()


class TestAdding:
    def test_has_no_box_that_competes_with_the_admin_s_script_for_the_focus(self, admin_client):
        page = admin_client.get(reverse("admin:auth_user_add"))
        assert 'data-model-name="user"' in page.text
        assert "autofocus" not in page.text

    def test_leaves_the_focus_to_the_problems_once_there_are_some(self, admin_client):
        page = admin_client.post(reverse("admin:auth_user_add"), {"username": ""})
        assert page.context["errors"]
        assert "change_form.js" not in page.text


class TestRights:
    """What people who only have the permission `change_user` may do to accounts."""

    @pytest.fixture
    def helper(self, client) -> User:
        helper = OrganizerFactory()
        helper.user_permissions.set(Permission.objects.filter(codename__endswith="_user"))
        client.force_login(helper)
        prove(client)
        return helper

    def test_are_given_by_nobody_who_has_less(self, client, helper):
        other = OrganizerFactory()
        every = [permission.pk for permission in Permission.objects.all()]
        group = Group.objects.get(name=Role.ADMINISTRATOR)
        for user in (helper, other):
            page = reverse("admin:auth_user_change", args=[user.pk])
            fields = fields_in(client.get(page))
            given = {"is_superuser": "on", "user_permissions": every, "groups": [group.pk]}
            changed = {**fields, "first_name": "Robin", **given}
            assert client.post(page, changed).status_code == 302
            before = user.get_all_permissions()
            user = User.objects.get(pk=user.pk)
            assert (user.first_name, user.is_superuser) == ("Robin", False)
            assert user.get_all_permissions() == before
            assert not user.groups.exists()

    def test_do_not_reach_accounts_that_can_do_more(self, client, helper):
        superuser, verifier = OrganizerFactory(is_superuser=True), OrganizerFactory()
        retired, grouped = OrganizerFactory(is_active=False), OrganizerFactory(is_active=False)
        may_publish = Permission.objects.filter(codename="publish_answer")
        for user in (verifier, retired):
            user.user_permissions.set(may_publish)
        Group.objects.create(name="Verifiers").permissions.set(may_publish)
        grouped.groups.set(Group.objects.all())
        for user in (superuser, verifier, retired, grouped):
            for name in ("change", "delete"):
                path = reverse(f"admin:auth_user_{name}", args=[user.pk])
                assert client.post(path, {"post": "yes", "username": "mine"}).status_code == 403
            path = reverse("admin:auth_user_password_change", args=[user.pk])
            assert client.post(path, PASSWORD).status_code == 403
            chosen = {"action": "delete_selected", "_selected_action": user.pk, "post": "yes"}
            assert client.post(reverse("admin:auth_user_changelist"), chosen).status_code == 403
            user.refresh_from_db()
            assert user.password == ""
        path = reverse("admin:auth_user_password_change", args=[OrganizerFactory().pk])
        assert client.post(path, PASSWORD).status_code == 302


class TestRoles:
    @pytest.fixture
    def administrator(self, client) -> User:
        administrator = OrganizerFactory(username="wren")
        administrator.groups.set(Group.objects.filter(name=Role.ADMINISTRATOR))
        client.force_login(administrator)
        prove(client)
        return administrator

    def give(self, client, user: User, *roles: Role) -> None:
        page = reverse("admin:auth_user_change", args=[user.pk])
        ids = list(Group.objects.filter(name__in=roles).values_list("pk", flat=True))
        typed = fields_in(client.get(page)) | {"groups": ids}
        assert client.post(page, typed).status_code == 302

    def test_are_given_by_administrators_and_kept_in_the_audit_log(self, client, administrator):
        user = OrganizerFactory()
        self.give(client, user, Role.RECORDER)
        self.give(client, user, Role.RECORDER, Role.EDITOR)
        assert {group.name for group in user.groups.all()} == {"Recorder", "Editor"}
        event = AuditEvent.objects.filter(event=Event.ROLES_CHANGED).first()
        assert (event.username, event.subject_id) == ("wren", str(user.pk))
        assert event.details == {"before": ["Recorder"], "after": ["Editor", "Recorder"]}

    def test_end_with_the_account_s_sessions_when_it_is_deactivated(self, client, administrator):
        user, inside = OrganizerFactory(), Client()
        inside.force_login(user)
        page = reverse("admin:auth_user_change", args=[user.pk])
        typed = fields_in(client.get(page)) | {"groups": []}
        client.post(page, {name: value for name, value in typed.items() if name != "is_active"})
        User.objects.filter(pk=user.pk).update(is_active=True)
        assert inside.get("/admin/").status_code == 302

    def test_take_a_recently_entered_code(self, client, administrator):
        user = OrganizerFactory()
        client.session.flush()
        client.force_login(administrator)
        page = reverse("admin:auth_user_change", args=[user.pk])
        group = Group.objects.get(name=Role.CALLER)
        typed = fields_in(client.get(page)) | {"first_name": "Ash", "groups": []}
        assert client.post(page, typed).url == reverse("admin:auth_user_changelist")
        asked = client.post(page, typed | {"first_name": "Elm", "groups": [group.pk]})
        assert asked.url == f"/admin/second-factor/?next={page}"
        user.refresh_from_db()
        assert (user.first_name, user.groups.count()) == ("Ash", 0)
        prove(client)
        assert dict(client.get(page).context["fields"])["first_name"] == "Elm"

    def test_are_not_given_to_oneself_nor_to_superusers(self, client, administrator):
        self.give(client, administrator, Role.CALLER)
        assert administrator.groups.get().name == Role.ADMINISTRATOR
        superuser = OrganizerFactory(is_superuser=True)
        page = reverse("admin:auth_user_change", args=[superuser.pk])
        assert client.post(page, {"username": "mine"}).status_code == 403

    def test_say_what_they_do(self, client, administrator):
        page = client.get(reverse("admin:auth_user_change", args=[OrganizerFactory().pk])).text
        for role in Role:
            assert str(role.label) in page
        assert "user_permissions" not in page


class TestApproval:
    """Of an account by a third administrator."""

    def approve(self, client, by: User, account: User) -> int:
        client.force_login(by)
        prove(client)
        page = reverse("admin:auth_user_approve", args=[account.pk])
        shown = client.get(reverse("admin:auth_user_change", args=[account.pk])).text
        status = client.post(page).status_code
        # Nobody is offered what is refused.
        assert (page in shown) == (status == 302)
        return int(status)

    def test_takes_somebody_who_did_not_let_it_in(self, client):
        first, third = OrganizerFactory.create_batch(2, is_superuser=True)
        account = OrganizerFactory()
        note_invitation(account, by=first)
        assert self.approve(client, first, account) == 422
        assert self.approve(client, third, account) == 302
        assert Organizer.objects.get(user=account).approved_by == third
        event = AuditEvent.objects.get(event=Event.APPROVED)
        assert (event.username, event.subject_id) == (third.username, str(account.pk))
        assert self.approve(client, third, account) == 404

    def test_is_needed_again_once_somebody_set_the_password(self, client):
        first, third = OrganizerFactory.create_batch(2, is_superuser=True)
        account = OrganizerFactory()
        note_invitation(account, by=first)
        approve(account, by=third)
        client.force_login(third)
        prove(client)
        page = reverse("admin:auth_user_password_change", args=[account.pk])
        assert client.post(page, PASSWORD).status_code == 302
        assert Organizer.objects.get(user=account).waits_for_approval
