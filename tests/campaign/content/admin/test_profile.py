import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from campaign.content.models import Profile
from tests.candidates.admin.pages import fields_in

LIST = reverse("admin:campaign_profile_changelist")
ADD = reverse("admin:campaign_profile_add")
CHANGE = reverse("admin:campaign_profile_change", args=[Profile.ONLY_ID])
HISTORY = reverse("admin:campaign_profile_history", args=[Profile.ONLY_ID])
DELETE = reverse("admin:campaign_profile_delete", args=[Profile.ONLY_ID])


@pytest.fixture
def profile(db) -> Profile:
    return Profile.objects.create(name="Ours", ask="We ask everybody.")


class TestProfileAdmin:
    def test_leads_from_its_list_to_an_empty_form_at_first(self, admin_client: Client):
        assert admin_client.get(LIST).headers["Location"] == ADD

    def test_leads_from_its_list_to_the_one_form_afterwards(self, admin_client, profile):
        assert admin_client.get(LIST).headers["Location"] == CHANGE

    def test_stores_what_an_organizer_writes_and_who_did(self, admin_client):
        content = {"name": "Ours", "ask": "We ask.", "alert_bar": "", "legal_footer": "Paid for."}
        admin_client.post(ADD, {**fields_in(admin_client.get(ADD)), **content})
        assert Profile.objects.get().legal_footer == "Paid for."
        assert LogEntry.objects.get().object_id == "1"

    def test_refuses_a_second_row_and_deletion(self, admin_client, profile):
        assert admin_client.get(ADD).status_code == 403
        assert admin_client.post(DELETE, {"post": "yes"}).status_code == 403
        assert Profile.objects.get() == profile

    def test_tells_the_second_to_save_what_the_first_changed(self, admin_client, profile):
        opened = fields_in(admin_client.get(CHANGE))
        first = admin_client.post(CHANGE, {**opened, "ask": "We ask all."})
        assert first.status_code == 302
        refused = admin_client.post(CHANGE, {**opened, "ask": "We ask you."})
        assert refused.status_code == 422
        assert Profile.objects.get().ask == "We ask all."
        page = refused.content.decode()
        assert "We didn’t overwrite anything" in page
        for value in ("We ask everybody.", "We ask all.", "We ask you."):
            assert f">{value}<" in page
        assert admin_client.post(CHANGE, fields_in(refused)).status_code == 302
        assert Profile.objects.get().ask == "We ask you."

    def test_keeps_what_the_first_saved_in_fields_that_the_second_left_alone(
        self, admin_client, profile
    ):
        opened = fields_in(admin_client.get(CHANGE))
        admin_client.post(CHANGE, {**opened, "alert_bar": "Call today."})
        refused = admin_client.post(CHANGE, {**opened, "name": "Theirs"})
        admin_client.post(CHANGE, fields_in(refused))
        assert (Profile.objects.get().alert_bar, Profile.objects.get().name) == (
            "Call today.",
            "Theirs",
        )

    def test_shows_who_wrote_what_before(self, admin_client, profile):
        opened = fields_in(admin_client.get(CHANGE))
        admin_client.post(CHANGE, {**opened, "ask": "We ask all."})
        page = admin_client.get(HISTORY)
        newest, _first = page.context["versions"]
        [change] = newest.changes
        assert (newest.by, change.label, change.before, change.after) == (
            "admin",
            "the ask",
            "We ask everybody.",
            "We ask all.",
        )
        assert "<del>We ask everybody.</del>" in page.content.decode()

    def test_knows_what_it_held_before_versions_were_kept(self, admin_client, profile):
        Profile.history.all().delete()
        opened = fields_in(admin_client.get(CHANGE))
        admin_client.post(CHANGE, {**opened, "ask": "We ask all."})
        newest, _first = admin_client.get(HISTORY).context["versions"]
        assert newest.changes[0].before == "We ask everybody."

    def test_shows_the_name_at_the_top(self, admin_client, profile):
        assert "Ours: organizers" in admin_client.get(CHANGE).content.decode()
