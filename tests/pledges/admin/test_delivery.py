from io import BytesIO

import pytest
from django.test import Client

from pledges.models import Demand, Petition
from tests.pledges.admin.pages import page
from tests.pledges.people import a_petition, a_signature

pytestmark = pytest.mark.django_db


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
