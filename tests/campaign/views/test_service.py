from django.db import connection


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
