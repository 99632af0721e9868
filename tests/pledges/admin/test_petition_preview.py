import pytest
from django.test import Client

from pledges.models import Demand
from tests.factories import OrganizerFactory
from tests.pledges.admin.pages import page
from tests.pledges.people import a_petition

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
