import pytest
from django.test import Client
from django.urls import reverse

from campaign.content.models import Profile
from tests.campaign.faulty_urls import SECRET


@pytest.mark.urls("tests.campaign.faulty_urls")
class TestErrorPages:
    CASES = (("suspicious", 400), ("forbidden", 403), ("missing", 404), ("broken", 500))

    @pytest.fixture
    def client(self, client: Client) -> Client:
        client.raise_request_exception = False
        return client

    @pytest.mark.parametrize(("name", "status"), CASES)
    def test_help_and_keep_technical_words_to_themselves(self, client, db, name, status):
        Profile.objects.create(name="Ours", ask="Asked.", contact_email="desk@example.org")
        response = client.get(f"/{name}/")
        page = response.content.decode()
        assert response.status_code == status
        assert SECRET not in page
        assert "desk@example.org" in page
        assert 'content="noindex"' in page
        assert "canonical" not in page
        assert not response.cookies

    @pytest.mark.parametrize(("name", "status"), CASES)
    def test_are_drawn_while_the_database_is_away(self, client, database_away, name, status):
        response = client.get(f"/{name}/")
        assert response.status_code == status
        assert "Pledge tracker" in response.content.decode()

    def test_give_the_advice_of_a_view(self, client, db):
        page = client.get("/advised/").content.decode()
        assert "No state has the code XX." in page
        assert '<a href="/states/">All states</a>' in page

    @pytest.mark.parametrize("address", ["/nowhere/", "/missing/"])
    def test_say_what_may_have_happened_where_a_view_gives_no_advice(self, client, db, address):
        response = client.get(address)
        assert response.status_code == 404
        assert "Check the address for typos" in response.content.decode()

    def test_are_drawn_for_a_host_that_is_not_ours(self, client, db):
        assert client.get("/", headers={"host": "evil.example"}).status_code == 400

    def test_are_drawn_for_a_form_from_elsewhere(self, db):
        client = Client(enforce_csrf_checks=True)
        response = client.post(reverse("admin:login"), {"username": "somebody"})
        assert response.status_code == 403
        assert "We couldn’t accept that form" in response.content.decode()
