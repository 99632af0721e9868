import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django import app

from campaign.models import Profile

LIST = reverse("admin:campaign_profile_changelist")
ADD = reverse("admin:campaign_profile_add")
CHANGE = reverse("admin:campaign_profile_change", args=[Profile.ONLY_ID])
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
        admin_client.post(ADD, content)
        assert Profile.objects.get().legal_footer == "Paid for."
        assert LogEntry.objects.get().object_id == "1"

    def test_refuses_a_second_row_and_deletion(self, admin_client, profile):
        assert admin_client.get(ADD).status_code == 403
        assert admin_client.post(DELETE, {"post": "yes"}).status_code == 403
        assert Profile.objects.get() == profile

    def test_shows_the_name_at_the_top(self, admin_client, profile):
        assert "Ours: organizers" in admin_client.get(CHANGE).content.decode()


class TestJobAdmin:
    def test_draws_no_style_that_the_policy_refuses(self, admin_client):
        app.configure_task("nothing", allow_unknown=True).defer(number=1)
        page = admin_client.get(reverse("admin:procrastinate_procrastinatejob_changelist"))
        assert "nothing" in page.content.decode()
        assert 'style="' not in page.content.decode()
