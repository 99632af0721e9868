"""The calling page and the list of one's own campaigns."""

import datetime
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates import ledger
from candidates.models import CallReservation, Candidacy, Outreach
from tests.factories import OrganizerFactory, OutreachFactory, PledgeTextFactory, run

pytestmark = pytest.mark.django_db
# A Monday at noon, Eastern time: 6 a.m. in Hawaii.
NOON = datetime.datetime(2026, 6, 15, 16, tzinfo=datetime.UTC)
MINE = reverse("admin:candidates_candidacy_mine")
NEXT = reverse("admin:candidates_candidacy_call_next")
PHONE = {"published_phone": "202-555-0100", "published_contact_source": "https://example.org/"}


def call_page(row: Candidacy) -> str:
    return reverse("admin:candidates_candidacy_call", args=[row.pk])


def with_role(role: str, client: Client) -> User:
    user = OrganizerFactory.create()
    user.groups.set([Group.objects.get(name=role)])
    client.force_login(user)
    return user


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        PledgeTextFactory.create()
        yield


@pytest.fixture
def caller(client: Client) -> User:
    return with_role("Caller", client)


@pytest.fixture
def ada(caller: User) -> Candidacy:
    return run("Ada Moss", assigned_to=caller, contact_phone="202-555-0199", **PHONE)


def typed(outcome: str, **values: str) -> dict[str, str]:
    return {"outcome": outcome, "form_key": str(uuid4()), "contact": "published_phone", **values}


class TestCall:
    def test_shows_the_number_the_script_and_what_came_before(self, client, ada):
        OutreachFactory.create(candidacy=ada, note="Call back in the morning.", outcome="spoke")
        page = client.get(call_page(ada)).text
        assert 'href="tel:2025550100"' in page
        assert "202-555-0199" not in page
        assert "Will the candidate sign? When can I expect an answer?" in page
        assert "I’m a volunteer with" in page
        assert "Call back in the morning." in page

    def test_stores_the_call_and_leads_to_the_next_campaign(self, client, ada, caller):
        bea = run("Bea Fern", assigned_to=caller, **PHONE)
        response = client.post(call_page(ada), typed("voicemail", note="Ask for Kim."))
        assert response.url == f"{call_page(bea)}?from=mine"
        entry = Outreach.objects.get()
        assert (entry.candidacy, entry.by, entry.channel) == (ada, caller, "phone")
        assert (entry.outcome, entry.note, entry.done_on) == (
            "voicemail",
            "Ask for Kim.",
            timezone.localdate(NOON),
        )
        response = client.post(response.url, typed("no_answer"), follow=True)
        assert "That’s everyone you can call right now." in response.text
        assert "Saved for Bea Fern: no answer." in response.text
        assert not CallReservation.objects.exists()

    def test_keeps_what_was_typed_if_something_is_missing(self, client, ada):
        response = client.post(call_page(ada), typed("promised", note="Kim", promised_on=""))
        assert response.status_code == 422
        assert 'value="Kim"' in response.text
        assert "Enter the day they’ll answer by" in response.text
        assert not Outreach.objects.exists()

    def test_says_if_it_is_too_early_and_still_takes_a_call(self, client, caller):
        there = run(
            "Kai Moss", race__jurisdiction_id="HI", race__district="01", assigned_to=caller, **PHONE
        )
        page = client.get(call_page(there)).text
        assert "It’s 6 a.m. in Hawaii." in page
        assert "wait until June 15, 2026, 3 p.m. Eastern" in page
        client.post(call_page(there), typed("spoke"))
        assert Outreach.objects.get().candidacy == there
        assert client.post(NEXT).url == MINE

    def test_gives_no_number_of_a_campaign_that_asked_us_to_stop(self, client, ada):
        client.post(call_page(ada), typed("do_not_contact", note="Their manager."))
        page = client.get(call_page(ada)).text
        assert "asked us on June 15, 2026 not to call or email" in page
        assert "Their manager." in page
        assert "tel:" not in page
        assert 'name="outcome"' not in page

    def test_gives_nobody_a_campaign_that_someone_else_is_calling(self, client, ada):
        ledger.calls.hold(ada.pk, by=OrganizerFactory(username="sasha"), now=NOON)
        page = client.get(call_page(ada)).text
        assert "sasha is calling this campaign right now" in page
        assert "tel:" not in page
        assert client.post(NEXT).url == MINE
        # The call was made before the reservation ended.
        client.post(call_page(ada), typed("spoke"))
        assert Outreach.objects.exists()

    def test_shows_callers_only_their_campaigns(self, client, ada):
        other = run("Bo Reed", assigned_to=OrganizerFactory(), **PHONE)
        for method in (client.get, client.post):
            assert method(call_page(other)).status_code == 404
        assert client.post(NEXT, {"from": "unassigned"}).url == f"{call_page(ada)}?from=mine"

    def test_offers_recorders_private_numbers_and_campaigns_of_nobody(self, client):
        with_role("Recorder", client)
        row = run("Bo Reed", contact_phone="202-555-0199", **PHONE)
        page = client.get(call_page(row)).text
        assert page.index("tel:2025550100") < page.index("tel:2025550199")
        assert client.post(NEXT, {"from": "unassigned"}).url == f"{call_page(row)}?from=unassigned"

    def test_is_for_those_who_log_calls(self, client):
        with_role("Verifier", client)
        row = run()
        for path in (call_page(row), MINE):
            assert client.get(path).status_code in {302, 403}
        assert client.post(NEXT).status_code in {302, 403}


class TestMine:
    def test_says_whom_to_call_now_and_why_others_wait(self, client, ada, caller):
        run(
            "Kai Moss", race__jurisdiction_id="HI", race__district="01", assigned_to=caller, **PHONE
        )
        waits = run("Bea Fern", assigned_to=caller, **PHONE)
        day = timezone.localdate() + datetime.timedelta(days=3)
        OutreachFactory.create(candidacy=waits, outcome="promised", promised_on=day)
        run("Bo Quincewell", assigned_to=OrganizerFactory())
        page = client.get(MINE).text
        assert "Start calling: 1 campaign" in page
        names = ("Ada Moss", "Kai Moss", "Bea Fern")
        assert sorted(names, key=page.index) == list(names)
        assert "Call from June 15, 2026, 3 p.m. Eastern" in page
        assert "Promised an answer by June 18, 2026" in page
        assert "Quincewell" not in page

    def test_tells_somebody_without_campaigns_what_to_do(self, client, caller):
        assert "You don’t have any campaigns yet." in client.get(MINE).text
