import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.test import Client

from campaign.lib.database_outage import RETRY_AFTER_SECONDS, keeps_what_was_typed
from campaign.lib.forms import PlainTextField, PublicForm

pytestmark = pytest.mark.urls("tests.campaign.faulty_urls")
TEMPLATE = "components/error_summary.html"
FROM_HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}


class TestDatabaseOutageMiddleware:
    @pytest.mark.parametrize("address", ["/database/", "/", "/admin/login/"])
    def test_answers_503_with_the_time_to_come_back(self, client: Client, database_away, address):
        response = client.get(address)
        assert response.status_code == 503
        assert response.headers["Retry-After"] == str(RETRY_AFTER_SECONDS)
        assert response.headers["Cache-Control"] == "no-store"
        assert "Back in a moment" in response.content.decode()
        assert "Pledge tracker" in response.content.decode()

    def test_works_again_as_soon_as_the_database_does(self, client: Client, db):
        assert client.get("/database/").content == b"asked"

    def test_takes_a_broken_connection_for_an_outage(self, client: Client):
        assert client.get("/broken-connection/").status_code == 503

    def test_answers_503_where_the_database_only_reads(self, client: Client, database_read_only):
        assert client.get("/writes/").status_code == 503

    def test_answers_503_where_a_middleware_meets_the_error(self, client: Client, database_away):
        client.raise_request_exception = False
        client.cookies["sessionid"] = "x" * 32
        response = client.get("/logs-in/")
        assert response.status_code == 503
        assert response.headers["Retry-After"] == str(RETRY_AFTER_SECONDS)

    def test_leaves_a_refused_form_refused(self, database_away):
        response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a"})
        assert response.status_code == 403
        assert "We couldn’t accept that form" in response.text

    def test_gives_an_organizer_the_form_back(self, client: Client, database_away):
        client.raise_request_exception = False
        client.cookies.load({"sessionid": "x" * 32, "csrftoken": "x" * 32})
        form = {"note": "“It’s <late>”\nAda", "chosen": ["1", "2"], "password": "secret"}
        path = "/admin/candidates/candidacy/1/change/?next=1"
        photo = SimpleUploadedFile("ada.jpg", b"x")
        response = client.post(path, {**form, "photo": photo}, **FROM_HERE)
        assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
        page = response.content.decode()
        fields = re.findall(r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', page, re.DOTALL)
        assert [(name, unescape(value)) for name, value in fields] == [
            ("note", form["note"]),
            ("chosen", "1"),
            ("chosen", "2"),
        ]
        assert f'action="{path}"' in page
        assert "ada.jpg" in page
        assert "secret" not in page
        assert "csrfmiddlewaretoken" in page

    def test_gives_nothing_back_that_another_site_sent(self, client: Client, database_away):
        client.raise_request_exception = False
        response = client.post("/database/", {"note": "a"})
        assert response.status_code == 503
        assert "<textarea" not in response.content.decode()

    def test_gives_a_visitor_the_form_back_without_a_cookie(self, client: Client, database_away):
        path = f"/me/{'a' * 43}/mail/"
        response = client.post(path, {"wanted": "no"}, **FROM_HERE)
        assert response.status_code == 503
        assert '<textarea name="wanted" hidden>' in response.text
        assert not response.cookies

    def test_leaves_a_wrong_query_what_it_is(self, client: Client, db):
        client.raise_request_exception = False
        assert client.get("/wrong-query/").status_code == 500


class NameForm(PublicForm):
    name = PlainTextField(max_length=3)


def view_that_raises(error: Exception):
    @keeps_what_was_typed(NameForm, TEMPLATE)
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


class TestKeepsWhatWasTyped:
    def test_answers_a_post_with_the_form_at_503(self, rf):
        response = view_that_raises(OperationalError())(rf.post("/", {"name": "x"}, **FROM_HERE))
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "30"
        assert "nothing was saved" in response.content.decode()

    def test_refuses_a_form_from_elsewhere_all_the_same(self, rf):
        response = view_that_raises(OperationalError())(rf.post("/", {"name": "x"}))
        assert response.status_code == 403
        assert "came from our page" in response.content.decode()

    def test_says_nothing_else_of_what_was_typed(self, rf):
        response = view_that_raises(OperationalError())(
            rf.post("/", {"name": "too long"}, **FROM_HERE)
        )
        assert response.content.decode().count("<li>") == 1

    def test_leaves_a_page_that_is_only_read_to_the_middleware(self, rf):
        with pytest.raises(OperationalError):
            view_that_raises(OperationalError())(rf.get("/"))

    def test_leaves_a_wrong_query_a_bug(self, rf):
        with pytest.raises(ProgrammingError):
            view_that_raises(ProgrammingError())(rf.post("/"))
