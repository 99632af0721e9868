import io

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import set_script_prefix

from campaign.lib.http import path_of, public_page, serves


@public_page
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Käse")


@public_page
def file(request: HttpRequest) -> HttpResponseBase:
    return FileResponse(io.BytesIO(b"a picture"))


class TestPublicPage:
    def test_answers_head_with_the_length_alone(self, rf):
        response = page(rf.head("/"))
        assert (response.content, response.headers["Content-Length"]) == (b"", "5")

    def test_answers_head_with_the_length_of_a_file_alone(self, rf):
        response = file(rf.head("/"))
        assert response.headers["Content-Length"] == "9"
        assert response.getvalue() == b""

    @pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS"])
    def test_says_in_a_sentence_what_it_does_not_do(self, rf, method):
        response = page(rf.generic(method, "/"))
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD"
        assert response.text == "This address only accepts GET, HEAD."


class TestServes:
    def test_takes_the_methods_that_it_names(self, rf):
        view = serves("GET", "POST")(lambda request: HttpResponse("done"))
        assert view(rf.post("/")).status_code == 200
        assert view(rf.head("/")).status_code == 405


class TestPathOf:
    def test_follows_the_prefix_of_the_request(self):
        found = []
        for prefix in ("/", "/elsewhere/", "/"):
            set_script_prefix(prefix)
            found.append(path_of("admin:index"))
        assert found == ["/admin/", "/elsewhere/admin/", "/admin/"]
