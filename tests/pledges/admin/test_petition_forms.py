import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from pledges.models import Demand, Petition
from tests.candidates.admin.pages import fields_in
from tests.pledges.admin.pages import SAVE, add_to, errors_of, page, sent
from tests.pledges.people import a_petition, a_signature

DAY = datetime.timedelta(days=1)


WRITTEN = {
    "title": "Open the files",
    "slug": "open-the-files",
    "target": "Members of Congress",
    "ask": "Investigate what happened.",
    "reasons": "## Why\n\nBecause {signed} people asked.",
    "demands-0-position": "1",
    "demands-0-text": "Publish what you found.",
}


pytestmark = pytest.mark.django_db


class TestForm:
    def test_stores_a_draft_with_its_demands(self, admin_client):
        assert sent(admin_client, add_to("petition"), WRITTEN).status_code == 302
        petition = Petition.objects.get()
        assert (petition.state, petition.goal) == ("draft", 10)
        assert [demand.text for demand in petition.demands.all()] == ["Publish what you found."]
        assert "first saved version" in admin_client.get(page("history", petition)).text

    def test_leads_on_to_the_preview(self, admin_client):
        response = sent(admin_client, add_to("petition"), WRITTEN, {"_preview": "1"})
        assert response.headers["Location"] == page("preview", Petition.objects.get())

    @pytest.mark.parametrize("field", ["title", "target", "ask", "state_note", "demands-0-text"])
    def test_refuses_a_figure_where_nobody_fills_it_in(self, admin_client, field):
        refused = sent(admin_client, add_to("petition"), {**WRITTEN, field: "All {signed}"})
        assert refused.status_code == 422
        assert "You can’t use figures in this field" in refused.text

    @pytest.mark.parametrize("field", ["intro", "reasons", "closing_demand", "sources"])
    def test_refuses_a_figure_that_nobody_knows_even_in_a_draft(self, admin_client, field):
        refused = sent(admin_client, add_to("petition"), {**WRITTEN, field: "{singed}"})
        assert "There’s no figure named {singed}" in errors_of(refused, field)[0]

    def test_lets_a_draft_be_unfinished_and_refuses_to_open_it_so(self, admin_client):
        broken = {**WRITTEN, "reasons": "See [[nothing]]."}
        assert sent(admin_client, add_to("petition"), broken).status_code == 302
        petition = Petition.objects.get()
        refused = sent(admin_client, page("change", petition), {"state": "open"})
        assert refused.status_code == 422
        assert "Line 1, [[nothing]]" in errors_of(refused, "reasons")[0]

    def test_notes_since_when_a_state_holds(self, admin_client):
        yesterday = timezone.now() - DAY
        petition = a_petition(state="draft", state_since=yesterday)
        sent(admin_client, page("change", petition), {"target": "All of us"})
        petition.refresh_from_db()
        assert petition.state_since == yesterday
        before = timezone.now()
        sent(admin_client, page("change", petition), {"state": "open"})
        petition.refresh_from_db()
        assert before <= petition.state_since <= timezone.now()
        assert petition.history.first().state_since == petition.state_since

    def test_asks_why_a_petition_is_withdrawn(self, admin_client):
        petition = a_petition()
        refused = sent(admin_client, page("change", petition), {"state": "withdrawn"})
        assert errors_of(refused, "state_note") == ["Enter why you’re withdrawing it."]
        changes = {"state": "withdrawn", "state_note": "It was wrong."}
        assert sent(admin_client, page("change", petition), changes).status_code == 302

    def test_says_at_its_field_that_a_petition_closes_before_it_opens(self, admin_client):
        moments = {"opens_at": "2026-05-02T12:00:00", "closes_at": "2026-05-01T12:00:00"}
        refused = sent(admin_client, add_to("petition"), {**WRITTEN, **moments})
        assert errors_of(refused, "closes_at") == ["Enter a closing time after the opening time."]

    def test_tells_the_second_of_two_organizers_what_changed(self, admin_client):
        petition = a_petition()
        Demand.objects.create(petition=petition, text="Publish it.")
        opened = fields_in(admin_client.get(page("change", petition)))
        Petition.objects.update(ask="Somebody else's.")
        changes = {**opened, "ask": "Mine.", **SAVE}
        refused = admin_client.post(page("change", petition), changes)
        assert refused.status_code == 422
        assert "We didn’t overwrite anything" in refused.text


class TestGoal:
    @pytest.fixture
    def petition(self) -> Petition:
        return a_petition(goal=50)

    def saved(self, client: Client, petition: Petition, **typed: str) -> tuple[int, int]:
        """Open the form, let the goal climb, save; return the answer and the goal."""
        opened = fields_in(client.get(page("change", petition)))
        Petition.objects.update(goal=100)
        answer = client.post(page("change", petition), {**opened, **typed, **SAVE})
        petition.refresh_from_db()
        return answer.status_code, petition.goal

    def test_climbs_in_nobodys_way(self, admin_client, petition):
        assert self.saved(admin_client, petition, target="All of us") == (302, 100)
        assert petition.target == "All of us"
        assert "oal" not in LogEntry.objects.get().change_message

    def test_that_an_organizer_sets_is_told_of_the_climb(self, admin_client, petition):
        assert self.saved(admin_client, petition, goal="80") == (422, 100)

    def test_is_not_pinned_where_nobody_saw_it(self, admin_client, petition):
        assert self.saved(admin_client, petition, goal_pinned="on") == (422, 100)

    def test_that_is_pinned_does_not_move_by_itself(self, admin_client):
        petition = a_petition(goal=50, goal_pinned=True)
        assert self.saved(admin_client, petition, target="All of us") == (422, 100)


class TestAddress:
    def test_of_a_draft_changes_freely(self, admin_client):
        petition = a_petition(state="draft")
        assert sent(admin_client, page("change", petition), {"slug": "other"}).status_code == 302
        petition.refresh_from_db()
        assert petition.slug == "other"

    def test_of_a_public_petition_stays(self, admin_client):
        petition = a_petition(slug="files")
        assert "slug" not in fields_in(admin_client.get(page("change", petition)))
        assert sent(admin_client, page("change", petition), {"slug": "other"}).status_code == 302
        petition.refresh_from_db()
        assert petition.slug == "files"


class TestState:
    def test_of_a_signed_petition_is_draft_no_more(self, admin_client):
        petition = a_petition()
        a_signature(petition, state="pending")
        refused = sent(admin_client, page("change", petition), {"state": "draft"})
        assert "Pause, close or withdraw it instead." in errors_of(refused, "state")[0]
