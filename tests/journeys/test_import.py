"""Organizers bring the FEC's file or a sheet of their own, look at it, and apply it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from candidates.models import Candidacy, FecImport, LinkSuggestion, Person, SheetImport
from tests.campaign.lib.conftest import start_worker, worker_output
from tests.campaign.lib.workers import StartWorker
from tests.factories import OrganizerFactory, RaceFactory
from tests.fec_files import ADDRESS, fec_file, fec_line
from tests.journeys.conftest import WatchedPages
from tests.journeys.effort import Effort
from tests.journeys.organizers import open_as
from tests.sheet_files import xlsx

__all__ = ["start_worker", "worker_output"]
CAMPAIGNS = 500


@pytest.fixture
def robin(site_address: str) -> User:
    return OrganizerFactory.create(username="robin", is_superuser=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cn.txt"
    path.write_bytes(
        fec_file(
            fec_line("H6MI11001", "CARLOTTA, ABEL LEE, JR"),
            fec_line("S6MI00001", "DE LA BRECHA, ADA DR.", office="S", district="00"),
            fec_line("H6MI11002", "DE LA BRECHA, ADA L", party="GRE"),
            fec_line("H6MI14001", "MCFLINT, BEN", district="14"),
            fec_line("H4MI11001", "O'CLAY, CORA", year="2024"),
            fec_line()[:40],
        )
    )
    return path


def bring(page: Page, file: Path) -> None:
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Preview the changes").click()


class TestImport:
    def test_leads_from_the_file_to_the_tracker(
        self, pages: WatchedPages, robin: User, file: Path
    ) -> None:
        page = open_as(pages, robin, "/admin/")
        page.locator(".app-candidates > summary").click()
        page.locator("#candidates-fecimport + .addlink").click()
        bring(page, file)
        expect(page.get_by_text("Not applied yet. Nothing has changed.")).to_be_visible()
        expect(page.get_by_role("row", name="New 3")).to_be_visible()
        expect(page.get_by_role("cell", name="Michigan has no district 14.")).to_be_visible()
        assert not Person.objects.exists()

        page.get_by_role("button", name="Apply").click()
        expect(page.get_by_text("Applied: 3 new candidacies.")).to_be_visible()
        expect(page.get_by_role("button", name="Apply")).to_have_count(0)

        page.get_by_role("link", name="1 pair of people may be the same person").click()
        page.get_by_role("link", name="Ada De La Brecha").click()
        page.get_by_role("link", name="Same person").click()
        page.get_by_role("button", name="Merge this pair").click()
        expect(page.locator(".messagelist")).to_be_visible()
        assert LinkSuggestion.objects.get().decision == "same"

        page.get_by_role("link", name="Undo all of it").click()
        expect(page.get_by_text("Nothing has changed yet.")).to_be_visible()
        page.get_by_role("button", name="Undo all").click()
        expect(page.get_by_text("as they were before")).to_be_visible()
        assert LinkSuggestion.objects.get().decision == ""
        assert not Person.objects.exclude(merged_into=None).exists()

        visitor = pages.open("/tracker/?state=MI")
        for name in ("Abel Lee Carlotta Jr.", "Ada De La Brecha"):
            expect(visitor.get_by_role("link", name=name).first).to_be_visible()
        assert not [part for part in ADDRESS[:3] if part in visitor.content()]

    def test_says_at_the_field_what_is_wrong_with_a_file(
        self, pages: WatchedPages, robin: User, file: Path
    ) -> None:
        file.write_text("<html><title>Not found</title></html>")
        page = open_as(pages, robin, "/admin/candidates/fecimport/add/")
        bring(page, file)
        expect(page.get_by_role("alert")).to_contain_text("This is a web page")
        [notice] = pages.complaints
        assert "422" in notice
        pages.complaints.clear()

    def test_is_for_everybody(
        self,
        pages: WatchedPages,
        robin: User,
        file: Path,
        assert_for_everybody: Callable[[Page], None],
    ) -> None:
        def check(words: str) -> None:
            expect(page.get_by_text(words).first).to_be_visible()
            page.wait_for_load_state("networkidle")
            assert_for_everybody(page)

        address = "/admin/candidates/fecimport/add/"
        page = open_as(pages, robin, address)
        check("You’ll see what would change")
        bring(page, file)
        check("Not applied")
        page.get_by_role("button", name="Apply").click()
        check("Applied: 3")
        pair = LinkSuggestion.objects.get()
        page.goto(f"{pages.address}/admin/candidates/linksuggestion/{pair.pk}/change/")
        check("Same name in the same state")

    def test_has_no_page_that_complains(self, pages: WatchedPages, robin: User, file: Path) -> None:
        page = open_as(pages, robin, "/admin/candidates/fecimport/add/")
        bring(page, file)
        page.get_by_role("button", name="Apply").click()
        expect(page.get_by_text("Applied: 3")).to_be_visible()
        record = f"{pages.address}/admin/candidates"
        row, pair = FecImport.objects.get(), LinkSuggestion.objects.get()
        for path in (
            "fecimport/",
            f"fecimport/{row.pk}/history/",
            "linksuggestion/",
            "linksuggestion/?state=all",
            "linksuggestion/add/",
            f"linksuggestion/{pair.pk}/history/",
        ):
            response = page.goto(f"{record}/{path}", wait_until="networkidle")
            assert response.status == 200


@pytest.fixture
def contacts(site_address: str, tmp_path: Path) -> Path:
    """Return a sheet with a new website and number for each of many campaigns."""
    race = RaceFactory.create()
    people = Person.objects.bulk_create(
        Person(full_name=f"Ada Quartz {each}", sort_name=f"Quartz {each}, Ada", slug=f"ada-{each}")
        for each in range(CAMPAIGNS)
    )
    runs = Candidacy.objects.bulk_create(
        Candidacy(person=person, race=race, party_code="DEM") for person in people
    )
    path = tmp_path / "contacts.xlsx"
    rows = [[run.pk, f"https://{run.pk}.example/", 5_550_000_000 + run.pk] for run in runs]
    path.write_bytes(xlsx([["Our contacts"], ["id", "Website", "Private phone"], *rows]))
    return path


class TestASheet:
    def test_changes_five_hundred_campaigns_and_takes_it_back(
        self,
        pages: WatchedPages,
        robin: User,
        contacts: Path,
        start_worker: StartWorker,
        note_effort: Callable[[str, Effort], None],
    ) -> None:
        start_worker()
        page = open_as(pages, robin, "/admin/candidates/candidacy/")
        effort = Effort(page)
        changed = Candidacy.objects.filter(
            campaign_url__startswith="https://", contact_phone__gt=""
        )
        page.get_by_role("link", name="Bring back a sheet").click()
        page.locator("#id_file").set_input_files(contacts)
        page.get_by_role("button", name="Upload").click()
        expect(page.get_by_label("Website")).to_have_value("campaign_url")
        page.get_by_role("button", name="Preview the changes").click()
        expect(page.get_by_text(f"{CAMPAIGNS} rows change something.")).to_be_visible()
        assert not changed.exists()
        page.get_by_role("button", name="Apply all of it").click()
        note_effort("Contacts of 500 campaigns, edited in a sheet", effort)
        page.get_by_role("link", name="See what it changed, or undo it").click()
        assert changed.count() == CAMPAIGNS
        assert SheetImport.objects.get().folder == ""
        page.get_by_role("link", name="Undo").click()
        page.get_by_role("button", name=f"Undo all {CAMPAIGNS} rows").click()
        expect(page.get_by_text("robin undid it on")).to_be_visible()
        assert not changed.exists()
