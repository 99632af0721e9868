from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from candidates.admin import acts as acts_admin
from candidates.ledger import acts
from candidates.models import Act, Candidacy
from tests.candidates.jobs import end_jobs, work
from tests.factories import OrganizerFactory, run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.PRIVATE_MEDIA_ROOT = tmp_path


@pytest.fixture
def ada():
    return run("Ada Quartz", contact_email="old@ada.example", campaign_url="https://ada.example/")


@pytest.fixture
def act(ada, admin_user):
    with acts.acting(
        Act.Kind.SHEET, title="Contacts of June", by=admin_user, now=timezone.now()
    ) as act:
        act.set(ada, contact_email="new@ada.example", campaign_url="", assigned_to=admin_user)
    return act.row


def page(act: Act, name: str = "change") -> str:
    return reverse(f"admin:candidates_act_{name}", args=[act.pk])


def log_in(client: Any, role: str) -> None:
    organizer = OrganizerFactory.create()
    organizer.groups.add(Group.objects.get(name=role))
    client.force_login(organizer)


class TestActAdmin:
    def test_lists_acts_and_whether_they_were_undone(self, admin_client, act):
        listed = reverse("admin:candidates_act_changelist")
        assert "Contacts of June" in admin_client.get(listed).text
        assert "Contacts of June" in admin_client.get(f"{listed}?undone=no").text
        assert "Contacts of June" not in admin_client.get(f"{listed}?undone=yes").text

    def test_shows_each_row_before_and_after(self, admin_client, act, admin_user):
        shown = admin_client.get(page(act)).text
        assert "Campaign website: <del>https://ada.example/</del> → <ins>—</ins>" in shown
        assert "<del>old@ada.example</del> → <ins>new@ada.example</ins>" in shown
        assert f"<del>—</del> → <ins>{admin_user.username}</ins>" in shown

    def test_hides_private_contacts_from_verifiers(self, client, act):
        log_in(client, "Verifier")
        shown = client.get(page(act)).text
        assert "https://ada.example/" in shown
        assert "ada.example</" not in shown.replace("https://ada.example/", "")
        assert "Private email: <del>(private)</del> → <ins>(private)</ins>" in shown

    def test_shows_a_hundred_rows_at_a_time_with_few_queries(
        self, admin_client, admin_user, django_assert_max_num_queries
    ):
        with acts.acting(Act.Kind.SHEET, title="Many", by=admin_user, now=timezone.now()) as act:
            for _number in range(101):
                act.set(run(), campaign_url="https://new.example/")
        with django_assert_max_num_queries(16):
            first = admin_client.get(page(act.row)).text
        assert "Rows 1 to 100 of 101." in first
        assert "?page=2" in first
        assert admin_client.get(f"{page(act.row)}?page=2").text.count("https://new.example/") == 1


class TestUndo:
    def test_shows_first_what_would_change(self, admin_client, act, ada):
        shown = admin_client.get(page(act, "undo")).text
        assert "<del>new@ada.example</del> → <ins>old@ada.example</ins>" in shown
        ada.refresh_from_db()
        assert ada.contact_email == "new@ada.example"

    def test_puts_the_rows_back_once(self, admin_client, act, ada):
        for sentence in ("1 row is as it was before", "Someone already undid this"):
            response = admin_client.post(page(act, "undo"), follow=True)
            assert sentence in response.text
            assert response.redirect_chain[-1][0] == page(act)
        ada.refresh_from_db()
        assert ada.contact_email == "old@ada.example"
        assert "Undo all of it" not in admin_client.get(page(act)).text

    def test_says_for_each_row_why_it_is_refused(self, admin_client, act, ada):
        Candidacy.objects.filter(pk=ada.pk).update(campaign_url="https://newest.example/")
        assert "Ada Quartz" in admin_client.get(page(act, "undo")).text
        response = admin_client.post(page(act, "undo"))
        assert response.status_code == 422
        assert "changed since: campaign website." in response.text
        assert not Act.objects.get().is_undone

    def test_leaves_a_large_one_to_a_job(self, admin_client, act, ada, monkeypatch):
        monkeypatch.setattr(acts_admin, "MOST_IN_A_REQUEST", 0)
        begun = admin_client.post(page(act, "undo"), follow=True)
        assert "We’re undoing it." in begun.text
        assert "Undoing it. Until that’s done, nothing has changed." in begun.text
        assert "Undo all of it" not in begun.text
        assert begun.headers["Refresh"] == "2"
        ada.refresh_from_db()
        assert ada.contact_email == "new@ada.example"
        second = admin_client.post(page(act, "undo"), follow=True)
        assert "Someone is already undoing this." in second.text
        work()
        ada.refresh_from_db()
        assert ada.contact_email == "old@ada.example"
        done = admin_client.get(page(act))
        assert "undid it on" in done.text
        assert "Refresh" not in done.headers
        again = admin_client.post(page(act, "undo"), follow=True)
        assert "Someone already undid this." in again.text

    def test_refuses_a_large_one_with_reasons(self, admin_client, act, ada, monkeypatch):
        monkeypatch.setattr(acts_admin, "MOST_IN_A_REQUEST", 0)
        admin_client.post(page(act, "undo"))
        Candidacy.objects.filter(pk=ada.pk).update(campaign_url="https://newest.example/")
        work()
        assert "changed since: campaign website." in admin_client.get(page(act)).text
        response = admin_client.post(page(act, "undo"))
        assert response.status_code == 422
        assert not ProcrastinateJob.objects.filter(status="todo").exists()

    def test_starts_a_large_one_again_that_stopped(self, admin_client, act, ada, monkeypatch):
        monkeypatch.setattr(acts_admin, "MOST_IN_A_REQUEST", 0)
        admin_client.post(page(act, "undo"))
        end_jobs("failed")
        assert "This stopped before it was done" in admin_client.get(page(act)).text
        admin_client.post(page(act, "undo"))
        work()
        act.refresh_from_db()
        assert act.is_undone

    def test_needs_the_right_to_do_the_act_itself(self, client, act):
        log_in(client, "Verifier")
        for answer in (client.get(page(act, "undo")), client.post(page(act, "undo"))):
            assert answer.url == reverse("admin:index") if answer.status_code == 302 else True
        assert not Act.objects.get().is_undone
        assert "Undo all of it" not in client.get(page(act)).text
