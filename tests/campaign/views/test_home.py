import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from campaign.content.models import Profile, Step
from tests.campaign.faulty_urls import SECRET
from tests.factories import publish_answer, run

# The profile, the cycle, the jurisdictions, the figures, the newest petition, and six lists.
HOME_QUERIES = 11


@pytest.mark.django_db
class TestHome:
    def test_says_how_to_fill_an_empty_record(self, client: Client):
        page = client.get("/").content.decode()
        assert "The record is empty" in page
        assert "make manage ARGS='import_fec FILE'" in page

    def test_shows_the_figures_of_the_record(self, client):
        publish_answer(run("Ada Example"))
        run("Ben Example")
        page = " ".join(client.get("/").content.decode().split())
        assert '<dt class="counts__name">Signed</dt> <dd class="counts__figure">1</dd>' in page
        assert "State with a signer" in page
        assert "The record is empty" not in page

    def test_shows_who_asks_for_what(self, client):
        Profile.objects.create(name="Ours & Co", ask="We ask you.", alert_bar="Now.")
        page = client.get("/").content.decode()
        assert "Ours &amp; Co</span></h1>" in page
        assert "We ask you." in page
        assert "alert-bar" in page

    def test_draws_no_alert_bar_without_a_sentence(self, client):
        assert "alert-bar" not in client.get("/").content.decode()

    def test_names_its_public_address_whatever_host_was_asked(self, client, settings):
        settings.SITE_URL = "https://example.org"
        page = client.get("/?utm_source=mail", headers={"host": "localhost"}).content.decode()
        assert '<link rel="canonical" href="https://example.org/">' in page

    def test_sets_no_cookie_and_varies_by_none(self, client):
        response = client.get("/")
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")

    def test_never_links_the_organizers_pages(self, client):
        assert reverse("admin:index") not in client.get("/").content.decode()

    def test_serves_reading_only(self, client):
        assert client.head("/").status_code == 200
        response = Client(enforce_csrf_checks=True).post("/")
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD"

    @pytest.mark.parametrize("count", [1, 50])
    def test_asks_the_database_as_often_for_one_as_for_fifty(
        self, client, django_assert_num_queries, count
    ):
        for _number in range(count):
            run()
        with django_assert_num_queries(HOME_QUERIES):
            client.get("/")

    def test_counts_once_for_its_boards_and_its_texts(self, client, django_assert_num_queries):
        run()
        Step.objects.create(title="Sign", text="{signed} signed.")
        with django_assert_num_queries(HOME_QUERIES):
            assert "0 signed." in client.get("/").content.decode()


class TestHealthz:
    def test_answers_without_the_database(self, client):
        response = client.get("/healthz")
        assert (response.status_code, response.content) == (200, b"ok")
        assert response.headers["Content-Type"].startswith("text/plain")
        assert "no-store" in response.headers["Cache-Control"]


class TestReadyz:
    def test_is_ready_when_every_migration_ran(self, client, db):
        assert client.get("/readyz").status_code == 200

    def test_says_that_a_migration_has_not_run(self, client, db):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'campaign'")
        response = client.get("/readyz")
        assert response.status_code == 503
        assert "have not run yet" in response.content.decode()
        assert response.headers["Retry-After"]

    def test_says_that_the_database_does_not_answer(self, client, database_away):
        response = client.get("/readyz")
        assert response.status_code == 503
        assert response.content.decode() == "The database does not answer."
        assert response.headers["Retry-After"]


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
        assert "The address may be mistyped" in response.content.decode()

    def test_are_drawn_for_a_host_that_is_not_ours(self, client, db):
        assert client.get("/", headers={"host": "evil.example"}).status_code == 400

    def test_are_drawn_for_a_form_from_elsewhere(self, db):
        client = Client(enforce_csrf_checks=True)
        response = client.post(reverse("admin:login"), {"username": "somebody"})
        assert response.status_code == 403
        assert "That form came from somewhere else" in response.content.decode()
