import datetime

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.calendar import open_cycle
from candidates.importers.fec.imports import WAITING_TIME
from candidates.models import Candidacy, Cycle, FecImport, Person
from tests.candidates.admin.pages import add_to, list_of, page_of
from tests.factories import OrganizerFactory, PersonFactory
from tests.fec_files import ADDRESS, fake_name, fec_file, fec_line

pytestmark = pytest.mark.django_db
REFUSED = fec_line("H6MI11002", "STONE, BEN", district="77")


def bring(
    client: Client, *lines: str, content: bytes = b"", year: object = 2026, name: str = "cn.txt"
) -> HttpResponse:
    """Upload a file as the form does."""
    file = SimpleUploadedFile(name, content or fec_file(*lines), "text/plain")
    return client.post(add_to("fecimport"), {"file": file, "cycle_year": year})


def brought(client: Client, *lines: str) -> FecImport:
    bring(client, *lines)
    return FecImport.objects.latest("pk")


def apply(client: Client, row: FecImport) -> HttpResponse:
    return client.post(reverse("admin:candidates_fecimport_apply", args=[row.pk]))


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


class TestBringing:
    def test_shows_what_would_change_and_changes_nothing(self, admin_client, organizer):
        response = bring(admin_client, fec_line(), REFUSED)
        waiting = FecImport.objects.get()
        assert response.status_code == 302
        assert response.url == page_of(waiting)
        assert (waiting.uploaded_by, waiting.applied_at) == (organizer, None)
        assert not Person.objects.exists()
        page = admin_client.get(response.url).content.decode()
        for part in (
            "Ada Quartz",
            "MI-11",
            "Michigan has no district 77.",
            "H6MI11002",
            'value="Apply"',
        ):
            assert part in page

    def test_offers_the_cycle_of_the_record(self, admin_client):
        open_cycle(2028)
        page = admin_client.get(add_to("fecimport")).content.decode()
        assert 'name="cycle_year" value="2028"' in page
        assert 'enctype="multipart/form-data"' in page

    def test_shows_the_first_fifty_of_each_kind(self, admin_client):
        good = [fec_line(f"H6MI{n:05}", f"{fake_name(n)}, ADA") for n in range(60)]
        bad = [fec_line(f"H7MI{n:05}", district="77") for n in range(60)]
        bring(admin_client, *good, *bad)
        page = admin_client.get(page_of(FecImport.objects.get())).content.decode()
        assert page.count("Michigan has no district 77.") == page.count("<td>MI-11</td>") == 50
        assert page.count("the first 50 of 60") == 2

    def test_keeps_no_address(self, admin_client):
        bring(admin_client, fec_line(), REFUSED, fec_line() + "|", "|".join(ADDRESS))
        page = admin_client.get(page_of(FecImport.objects.get())).content.decode()
        assert not [part for part in ADDRESS if part != "MI" and part in page]

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"<html></html>", "web page"),
            (b"PK\x03\x04", "zip file"),
            (b"\0\1", "This isn’t a text file"),
            (b"Dear organizer", "isn’t the FEC’s candidate master"),
        ],
    )
    def test_refuses_what_is_no_candidate_master_file(self, admin_client, content, sentence):
        response = bring(admin_client, content=content)
        assert response.status_code == 422
        assert sentence in str(response.context["form"].errors["file"])
        assert not FecImport.objects.exists()

    def test_refuses_an_empty_file(self, admin_client):
        response = bring(admin_client)
        assert response.status_code == 422
        assert "file" in response.context["form"].errors

    def test_refuses_a_file_that_is_too_large(self, admin_client, monkeypatch):
        monkeypatch.setattr("candidates.importers.fec.file.MAX_BYTES", 100)
        response = bring(admin_client, fec_line(), fec_line())
        assert response.status_code == 422
        assert "larger than" in response.context["form"].errors["file"][0]

    @pytest.mark.parametrize("year", ["2027", "", "abc", "1988", "2102", "99999999999999999999"])
    def test_refuses_a_year_without_an_election(self, admin_client, year):
        response = bring(admin_client, fec_line(), year=year)
        assert response.status_code == 422
        assert "cycle_year" in response.context["form"].errors
        assert not FecImport.objects.exists()

    def test_refuses_a_cycle_that_the_file_has_no_line_about(self, admin_client):
        response = bring(admin_client, fec_line(), year=2030)
        assert response.status_code == 422
        assert "no House or Senate candidates" in str(response.context["form"].errors["file"])
        assert not Cycle.objects.exists()

    def test_refuses_a_demo(self, admin_client):
        PersonFactory.create(is_invented=True)
        response = bring(admin_client, fec_line())
        assert "demo" in str(response.context["form"].errors["file"])

    def test_takes_a_hostile_file_name_for_a_name(self, admin_client):
        bring(admin_client, fec_line(), name="<script>alert(1)</script>.txt")
        page = admin_client.get(page_of(FecImport.objects.get())).content.decode()
        assert "<script>alert" not in page


class TestApplying:
    def test_imports_the_lines_and_says_so(self, admin_client, organizer):
        waiting = brought(admin_client, fec_line(), REFUSED)
        response = apply(admin_client, waiting)
        assert response.url == page_of(waiting)
        assert said(response)[-1] == "Applied: 1 new candidacy."
        assert Candidacy.objects.get().fec_id == "H6MI11001"
        waiting.refresh_from_db()
        assert (waiting.applied_by, waiting.rows) == (organizer, [])
        page = admin_client.get(page_of(waiting)).content.decode()
        assert 'value="Apply"' not in page
        assert "Michigan has no district 77." in page

    def test_happens_once_however_often_the_button_is_pressed(self, admin_client):
        waiting = brought(admin_client, fec_line())
        apply(admin_client, waiting)
        waiting.refresh_from_db()
        response = apply(admin_client, waiting)
        assert said(response)[-1] == "cn.txt was already applied. Nothing changed."
        assert Candidacy.objects.count() == 1
        assert FecImport.objects.get().applied_at == waiting.applied_at

    def test_is_too_late_after_a_week(self, admin_client):
        waiting = brought(admin_client, fec_line())
        FecImport.objects.update(uploaded_at=timezone.now() - WAITING_TIME)
        assert "expired after 7 days" in said(apply(admin_client, waiting))[-1]
        assert not Person.objects.exists()

    def test_leads_to_the_links_that_it_suggests(self, admin_client):
        waiting = brought(admin_client, fec_line(), fec_line("H6MI11002"))
        apply(admin_client, waiting)
        page = admin_client.get(page_of(waiting)).content.decode()
        assert "1 pair of people may be the same person" in page

    def test_needs_a_button(self, admin_client):
        waiting = brought(admin_client, fec_line())
        address = reverse("admin:candidates_fecimport_apply", args=[waiting.pk])
        assert admin_client.get(address).status_code == 405
        assert not Person.objects.exists()

    def test_names_states_that_the_file_leaves_out(self, admin_client):
        apply(admin_client, brought(admin_client, fec_line()))
        ohio = fec_line("H6OH01001", state="OH", district="01")
        page = admin_client.get(page_of(brought(admin_client, ohio))).content.decode()
        assert "1 candidacy is in a state this file doesn’t cover." in page


class TestLog:
    def test_lists_who_and_when(self, admin_client):
        waiting = brought(admin_client, fec_line())
        apply(admin_client, waiting)
        FecImport.objects.update(applied_at=datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC))
        page = admin_client.get(list_of("fecimport")).content.decode()
        assert page.count("robin") >= 2
        assert "Feb. 28, 2026" in page  # in Eastern time
        assert "1, 0, 0, 0" in page

    def test_has_no_way_to_edit_or_delete(self, admin_client):
        waiting = brought(admin_client, fec_line())
        delete = reverse("admin:candidates_fecimport_delete", args=[waiting.pk])
        assert admin_client.post(delete, {"post": "yes"}).status_code == 403
        admin_client.post(page_of(waiting), {"file_name": "other.txt"})
        waiting.refresh_from_db()
        assert waiting.file_name == "cn.txt"

    @pytest.mark.parametrize("number", ["0", "abc", "9" * 30, "9" * 5000])
    def test_knows_no_other_page(self, admin_client, number):
        address = page_of(FecImport(pk=1)).replace("/1/", f"/{number}/")
        assert admin_client.get(address).status_code == 404


class TestPermissions:
    @pytest.fixture
    def client_of(self, client: Client):
        def client_of(*codenames: str) -> Client:
            user: User = OrganizerFactory.create()
            user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
            client.force_login(user)
            return client

        return client_of

    def test_to_import_is_the_permission_to_add(self, client_of, admin_client):
        waiting = brought(admin_client, fec_line())
        onlooker = client_of("view_fecimport")
        assert onlooker.get(add_to("fecimport")).status_code == 403
        assert bring(onlooker, fec_line()).status_code == 403
        assert apply(onlooker, waiting).status_code == 403
        page = onlooker.get(page_of(waiting))
        assert page.status_code == 200
        assert 'value="Apply"' not in page.content.decode()
        assert not Person.objects.exists()

    def test_of_another_kind_open_nothing(self, client_of, admin_client):
        waiting = brought(admin_client, fec_line())
        stranger = client_of("view_person")
        for address in (add_to("fecimport"), page_of(waiting), list_of("fecimport")):
            assert stranger.get(address).status_code == 403
        assert apply(stranger, waiting).status_code in {403, 404}

    def test_ask_for_a_login(self, client):
        assert client.get(add_to("fecimport")).status_code == 302
