import datetime
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from pledges.models import Demand, Petition, Surge
from tests.factories import OrganizerFactory
from tests.pledges.admin.pages import page
from tests.pledges.people import a_petition, a_signature

pytestmark = pytest.mark.django_db


class TestPreview:
    def test_shows_a_draft_as_it_will_look_once_it_is_open(self, admin_client):
        petition = a_petition(state="draft", reasons="See [[nothing]].", opens_at=None)
        Demand.objects.create(petition=petition, text="Publish it.")
        response = admin_client.get(page("preview", petition))
        assert response.status_code == 200
        for words in ("Preview for organizers", "Line 1, [[nothing]]", "Publish it.", "noindex"):
            assert words in response.text
        assert Client().get(petition.get_absolute_url()).status_code == 404

    def test_is_for_organizers_only(self, client):
        petition = a_petition()
        assert client.get(page("preview", petition)).status_code == 302
        client.force_login(OrganizerFactory.create())
        for name in ("preview", "hours", "delivery"):
            assert client.get(page(name, petition)).status_code == 403


class TestHours:
    def test_lists_hours_and_what_stands_out(self, admin_client, petition):
        surge = Surge.objects.create(
            petition=petition,
            kind="block",
            key=b"\xab" * 32,
            hour=datetime.datetime.now(datetime.UTC),
            count=45,
            usual_count=0,
        )
        shown = admin_client.get(page("hours", petition)).text
        assert "abababab" in shown
        assert "ab" * 32 not in shown
        assert f"petition={petition.pk}&amp;surge={surge.pk}" in shown
        listed = admin_client.get(reverse("admin:pledges_surge_changelist")).text
        assert "abababab" in listed
        assert "ab" * 32 not in listed


class TestDeliverySheet:
    def read(self, client: Client, petition: Petition) -> str:
        response = client.get(page("delivery", petition))
        assert response.status_code == 200
        return b"".join(response.streaming_content).decode()

    def test_names_whom_it_may_and_counts_everybody(self, admin_client):
        petition = a_petition(target="The committee")
        Demand.objects.create(petition=petition, text="Publish it.")
        supporter = a_signature(petition, shown_publicly=True).supporter
        a_signature(petition, shown_publicly=False)
        a_signature(petition, state="withdrawn", shown_publicly=True)
        shown = self.read(admin_client, petition)
        for words in ("To: The committee", "Publish it.", "<dd>2</dd>"):
            assert words in shown
        assert shown.count("<li>Ines, Michigan</li>") == 1
        assert supporter.name not in shown
        assert "no-store" in admin_client.get(page("delivery", petition)).headers["Cache-Control"]

    def test_holds_markup_in_a_name_for_words(self, admin_client):
        petition = a_petition()
        row = a_signature(petition, shown_publicly=True)
        row.supporter.name = "<b>Ines</b> B"
        row.supporter.save()
        assert "&lt;b&gt;Ines&lt;/b&gt;" in self.read(admin_client, petition)

    def test_answers_a_head_without_reading_names(self, admin_client):
        response = admin_client.head(page("delivery", a_petition()))
        assert BytesIO(b"".join(response.streaming_content)).read() == b""
