"""Giving campaigns to callers from the list, as one act."""

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from campaign.lib.audit import Event
from campaign.lib.audit.models import AuditEvent
from candidates.ledger import acts
from candidates.models import Act, Candidacy, Cycle
from tests.bulk_actions import ask, confirm
from tests.candidates.admin.pages import list_of
from tests.candidates.admin.test_calling import with_role
from tests.factories import OrganizerFactory, run

pytestmark = pytest.mark.django_db
LIST = list_of("candidacy")


@pytest.fixture
def kim() -> User:
    kim = OrganizerFactory.create(username="kim")
    kim.groups.set([Group.objects.get(name="Caller")])
    return kim


@pytest.fixture
def rows(kim: User) -> list[Candidacy]:
    return [run("Ada Moss"), run("Bea Fern", assigned_to=kim)]


class TestAssign:
    def test_shows_what_changes_then_does_it_and_can_be_undone(self, client, rows, kim):
        user = with_role("Recorder", client)
        first = ask(client, LIST, "assign", *rows)
        assert "Now: nobody" in first.text
        assert "Assign them" not in first.text
        shown = ask(client, LIST, "assign", *rows, caller=kim.pk)
        assert "Assign them (1)" in shown.text
        assert "nobody → kim" in shown.text
        assert "Already assigned to kim." in shown.text
        assert not Act.objects.exists()
        done = confirm(client, LIST, shown, caller=kim.pk)
        assert "Assigned 1 campaign." in done.text
        assert "Undo all of it" in done.text
        assert AuditEvent.objects.filter(event=Event.BULK).count() == 1
        assert Candidacy.objects.filter(assigned_to=kim).count() == 2
        act = Act.objects.get()
        assert (act.kind, act.by, act.row_count) == ("assignment", user, 1)
        acts.undo(act, by=user, now=timezone.now())
        assert [row.assigned_to for row in Candidacy.objects.order_by("pk")] == [None, kim]

    def test_takes_campaigns_away_again(self, client, rows):
        with_role("Recorder", client)
        confirm(client, LIST, ask(client, LIST, "assign", *rows, caller=""), caller="")
        assert not Candidacy.objects.exclude(assigned_to=None).exists()

    def test_refuses_an_account_that_cant_log_calls(self, client, rows):
        with_role("Recorder", client)
        editor = OrganizerFactory.create(username="ed")
        response = ask(client, LIST, "assign", *rows, caller=editor.pk)
        assert "Assign them" not in response.text.partition("<form")[2].partition("</table>")[0]
        response = confirm(client, LIST, response, caller=editor.pk)
        assert response.status_code == 422
        assert "ed can’t log calls." in response.text
        assert not Candidacy.objects.filter(assigned_to=editor).exists()

    def test_shows_again_what_changes_for_somebody_else(self, client, rows, kim):
        with_role("Recorder", client)
        shown = ask(client, LIST, "assign", *rows, caller=kim.pk)
        again = confirm(client, LIST, shown, caller="")
        assert again.status_code == 422
        assert "kim → nobody" in again.text
        assert not Act.objects.exists()

    def test_leaves_out_archived_cycles(self, client, rows, kim):
        with_role("Recorder", client)
        Cycle.objects.update(archived_at=timezone.now())
        assert "Its cycle is archived." in ask(client, LIST, "assign", *rows, caller=kim.pk).text

    def test_is_not_for_callers(self, client, rows):
        caller = with_role("Caller", client)
        Candidacy.objects.update(assigned_to=caller)
        ask(client, LIST, "assign", *rows, caller="", bulk_seen="x")
        assert Candidacy.objects.filter(assigned_to=caller).count() == 2
