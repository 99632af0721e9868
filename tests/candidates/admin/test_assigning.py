"""Giving campaigns to callers from the list, as one act."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Group, User
from django.utils import timezone

from candidates.ledger import acts
from candidates.models import Act, Candidacy
from tests.candidates.admin.pages import list_of
from tests.candidates.admin.test_calling import with_role
from tests.factories import OrganizerFactory, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim() -> User:
    kim = OrganizerFactory.create(username="kim")
    kim.groups.set([Group.objects.get(name="Caller")])
    return kim


@pytest.fixture
def rows(kim: User) -> list[Candidacy]:
    return [run("Ada Moss"), run("Bea Fern", assigned_to=kim)]


def post(client, rows, **typed):
    chosen = {ACTION_CHECKBOX_NAME: [row.pk for row in rows], "action": "assign"}
    return client.post(list_of("candidacy"), {**chosen, **typed})


class TestAssign:
    def test_shows_what_changes_then_does_it_and_can_be_undone(self, client, rows, kim):
        user = with_role("Recorder", client)
        assert "2 campaigns chosen" in post(client, rows).text
        page = post(client, rows, caller=kim.pk).text
        assert "1 campaign changes" in page
        assert "nobody → kim" in page
        assert not Act.objects.exists()
        assert post(client, rows, caller=kim.pk, confirmed="yes").status_code == 302
        assert Candidacy.objects.filter(assigned_to=kim).count() == 2
        act = Act.objects.get()
        assert (act.kind, act.by, act.row_count) == ("assignment", user, 1)
        acts.undo(act, by=user, now=timezone.now())
        assert [row.assigned_to for row in Candidacy.objects.order_by("pk")] == [None, kim]

    def test_takes_campaigns_away_again(self, client, rows):
        with_role("Recorder", client)
        post(client, rows, caller="", confirmed="yes")
        assert not Candidacy.objects.exclude(assigned_to=None).exists()

    def test_refuses_an_account_that_cant_log_calls(self, client, rows):
        with_role("Recorder", client)
        editor = OrganizerFactory.create(username="ed")
        response = post(client, rows, caller=editor.pk, confirmed="yes")
        assert response.status_code == 422
        assert "ed can’t log calls." in response.text
        assert not Candidacy.objects.filter(assigned_to=editor).exists()

    def test_is_not_for_callers(self, client, rows):
        caller = with_role("Caller", client)
        Candidacy.objects.update(assigned_to=caller)
        post(client, rows, caller="", confirmed="yes")
        assert Candidacy.objects.filter(assigned_to=caller).count() == 2
