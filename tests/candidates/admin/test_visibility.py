"""Callers, who see the campaigns assigned to them."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from candidates.models import Candidacy, Outreach
from candidates.models.organizers import assignable
from tests.candidates.admin.pages import add_to, fields_in, list_of, page_of
from tests.factories import OrganizerFactory, OutreachFactory, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller(client: Client) -> User:
    caller = OrganizerFactory.create()
    codes = ["view_candidacy", "view_outreach", "add_outreach"]
    caller.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client.force_login(caller)
    return caller


@pytest.fixture
def mine(caller: User) -> Candidacy:
    return run(
        "Ada Moss",
        assigned_to=caller,
        published_phone="555-0100",
        published_contact_source="https://example.org/",
        contact_phone="555-0199",
    )


class TestVisible:
    def test_shows_callers_their_campaigns_with_what_is_public(self, client, mine):
        other = run("Bo Quincewell", assigned_to=OrganizerFactory())
        OutreachFactory(candidacy=other, note="Left word with Quincewell.")
        OutreachFactory(candidacy=mine, note="Left word with Ada.")
        assert client.get(page_of(other)).status_code == 302  # as if there were no such campaign
        page = client.get(page_of(mine)).text
        assert "555-0100" in page
        assert "555-0199" not in page
        listed = client.get(list_of("candidacy")).text + client.get(list_of("outreach")).text
        assert listed.count("Ada Moss") > 1
        assert "Quincewell" not in listed
        assert not client.get(list_of("candidacy"), {"q": "Quincewell"}).context["cl"].result_count

    def test_lets_callers_log_their_own_calls_to_them(self, client, caller, mine):
        other = run("Bo Quincewell")
        form = fields_in(client.get(add_to("outreach")))
        assert "by" not in form
        typed = form | {"channel": "phone", "done_on": "2026-03-14"}
        assert client.post(add_to("outreach"), typed | {"candidacy": other.pk}).status_code == 422
        assert client.post(add_to("outreach"), typed | {"candidacy": mine.pk}).status_code == 302
        assert Outreach.objects.get().by == caller


class TestAssignable:
    def test_is_who_can_log_in(self, caller):
        OrganizerFactory(is_active=False)
        assert list(assignable()) == [caller]

    def test_is_what_the_campaigns_form_offers(self, admin_client, mine, caller):
        OrganizerFactory(is_active=False, username="gone")
        page = admin_client.get(page_of(mine))
        offered = {
            row.username for row in page.context["adminform"].form.fields["assigned_to"].queryset
        }
        assert caller.username in offered
        assert "gone" not in offered
        typed = fields_in(page) | {"assigned_to": ""}
        before = mine.updated_at
        assert admin_client.post(page_of(mine), typed).status_code == 302
        mine.refresh_from_db()
        assert mine.assigned_to is None
        assert mine.updated_at == before  # nothing public changed
