import datetime

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from campaign.content.models import Aim
from campaign.lib.internal_links import ids_at, is_ours, moment_of, page_at, split_address

NOW = timezone.now()
TOMORROW = NOW + datetime.timedelta(days=1)


def writing(request: HttpRequest) -> HttpResponse:
    Aim.objects.create(title="Written")
    return HttpResponse('<p id="a&amp;b"><i data-id="x">')


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [
    path("writing/", writing),
    path("forbidden/", forbidden),
    path("moment/", lambda request: HttpResponse(f'<p id="{moment_of(request):%d}">')),
    path("host/", lambda request: HttpResponse(f'<p id="{request.build_absolute_uri()}">')),
    path("file/", lambda request: HttpResponse(b"\x89", content_type="image/png")),
    path("missing/", lambda request: HttpResponse(status=410)),
    path("moved/", lambda request: redirect("/writing/")),
    path("away/", lambda request: redirect("https://example.org/")),
    path("round/", lambda request: redirect("/round/")),
    path("admin/", admin.site.urls),
]


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://river.example"
    settings.ALLOWED_HOSTS = ["river.example"]
    settings.ROOT_URLCONF = __name__


@pytest.mark.django_db
class TestIdsAt:
    @pytest.mark.parametrize(
        ("address", "ids"),
        [
            ("/writing/", {"a&b"}),
            ("/writing", {"a&b"}),
            ("/moved/", {"a&b"}),
            ("/moment/", {f"{TOMORROW:%d}"}),
            ("/host/?a=b", {"https://river.example/host/?a=b"}),
            ("/file/", set()),
            ("/away/", set()),
        ],
    )
    def test_are_those_of_the_page_as_the_public_sees_it(self, address, ids):
        assert ids_at(address, at=TOMORROW) == ids

    @pytest.mark.parametrize(
        "address", ["/missing/", "/forbidden/", "/round/", "/nowhere/", "/admin/", "/moved/%00/"]
    )
    def test_are_none_where_no_page_is(self, address):
        assert ids_at(address, at=NOW) is None

    def test_cost_nothing_that_stays(self):
        ids_at("/writing/", at=NOW)
        assert not Aim.objects.exists()


class TestPageAt:
    def test_needs_a_path_from_the_root(self):
        assert page_at("/writing")
        assert not page_at("writing/")
        assert not page_at("/admin/login/")


class TestIsOurs:
    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            ("/x/", True),
            ("http://River.example/x/", True),
            ("//river.example", True),
            ("https://river.example:8000/", False),
            ("ftp://river.example/", False),
            ("https://example.org/", False),
            ("mailto:us@river.example", False),
            ("http://[", True),  # no address at all
        ],
    )
    def test_knows_our_host(self, address, expected):
        assert is_ours(split_address(address)) is expected
