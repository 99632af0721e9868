import pytest
from django.test import Client

from campaign.lib.response_headers import EVERYWHERE


@pytest.mark.django_db
class TestResponseHeadersMiddleware:
    def test_adds_its_headers_to_every_answer(self, client: Client):
        answers = [
            *map(
                client.get, ("/method/", "/no-such-page/", "/mission", "/healthz", "/admin/login/")
            ),
            client.get("/static/css/site.css"),
            client.get("/", headers={"Host": "elsewhere.example"}),
            client.post("/join/"),
        ]
        assert {answer.status_code for answer in answers} == {200, 301, 400, 403, 404}
        for answer in answers:
            answer.close()
            assert EVERYWHERE.keys() <= answer.headers.keys()
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"

    def test_lets_an_answer_say_otherwise(self, client: Client):
        headers = client.get("/tracker.json").headers
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert headers["Cache-Control"] == "public, max-age=60"
