import io

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

from campaign.lib.http import NotFoundWithAdvice, public_list, public_page, serves


@public_page
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Käse")


@public_list("page", "shape")
def pages(request: HttpRequest) -> HttpResponse:
    return HttpResponse("a list")


@public_list("colour")
def others(request: HttpRequest) -> HttpResponse:
    return HttpResponse("another list")


@public_page
def file(request: HttpRequest) -> HttpResponseBase:
    return FileResponse(io.BytesIO(b"a picture"))


class TestPublicPage:
    @pytest.mark.parametrize("query", ["shape=round", "name=a", "email=b", "utm_source=x"])
    def test_ignores_parameters(self, rf, query):
        assert page(rf.get(f"/?{query}")).status_code == 200

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
        assert response.text == "This address answers to GET, HEAD only."


class TestPublicList:
    @pytest.mark.parametrize(
        ("query", "named"),
        [
            ("colour=red", "colour"),
            ("contact_email=a", "contact_email"),
            ("utm_source=mail&person__died_on=1", "person"),
        ],
    )
    def test_refuses_what_means_something_elsewhere(self, rf, query, named):
        with pytest.raises(NotFoundWithAdvice, match=f"by “{named}” on this page"):
            pages(rf.get(f"/?{query}"))

    @pytest.mark.parametrize("query", ["utm_source=x&fbclid=1&gclid=2", "ref=a", "s=1", "__=1"])
    def test_ignores_what_others_append(self, rf, query):
        assert pages(rf.get(f"/?{query}")).status_code == 200

    def test_takes_its_own_parameters_and_no_field(self, rf):
        assert pages(rf.get("/?page=2&shape=round")).status_code == 200
        with pytest.raises(NotFoundWithAdvice):
            pages(rf.get("/?shape__contains=round"))


class TestServes:
    def test_takes_the_methods_that_it_names(self, rf):
        view = serves("GET", "POST")(lambda request: HttpResponse("done"))
        assert view(rf.post("/")).status_code == 200
        assert view(rf.head("/")).status_code == 405
