import pytest
from csp.constants import HEADER
from csp.decorators import csp_update
from csp.middleware import CSPMiddleware
from django.http import HttpResponse
from django.test import Client

from campaign.lib.response_headers import EVERYWHERE, PolicyMiddleware


class TestPolicyMiddleware:
    def test_sends_what_django_csp_does(self, rf, settings):
        def policy_of(page, middleware):
            return middleware(lambda request: page())(rf.get("/")).headers[HEADER]

        @csp_update({"sandbox": True})
        def in_a_sandbox(request):
            return HttpResponse()

        for page in (HttpResponse, lambda: in_a_sandbox(rf.get("/"))):
            assert policy_of(page, PolicyMiddleware) == policy_of(page, CSPMiddleware)
        assert "sandbox" in policy_of(lambda: in_a_sandbox(rf.get("/")), PolicyMiddleware)
        settings.DEBUG = True
        wrong = PolicyMiddleware(lambda request: HttpResponse(status=500))(rf.get("/"))
        assert HEADER not in wrong.headers  # Django's own page has styles in it


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

    def test_earns_html_pages_130_points_of_the_observatory_by_mdn(self, settings):
        """100, less for what is missing, and these on top (docs/operations.md has the table)."""
        settings.SECURE_HSTS_SECONDS = 31_536_000
        for path in ("/", "/tracker/", "/join/", "/no-such-page/"):
            response = Client().get(path, secure=True)
            policy, headers = response.headers["Content-Security-Policy"], response.headers
            script = policy.partition("script-src ")[2].partition(";")[0]
            assert headers["Strict-Transport-Security"] == "max-age=31536000"
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert not response.cookies
            assert b' src="http' not in response.content
            strict = "default-src 'none'" in policy and "unsafe" not in policy
            points = [
                10 * (strict and script == "'self'"),
                5 * (headers["Referrer-Policy"] == "same-origin"),
                5 * ("frame-ancestors 'none'" in policy),
                10 * (headers["Cross-Origin-Resource-Policy"] == "same-origin"),
            ]
            assert 100 + sum(points) == 130, (path, points)
