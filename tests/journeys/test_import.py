"""An organizer brings the FEC's file, looks at it, applies it, and visitors find who runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from candidates.models import FecImport, LinkSuggestion, Person
from tests.factories import OrganizerFactory
from tests.fec_files import ADDRESS, fec_file, fec_line
from tests.journeys.conftest import WatchedPages
from tests.journeys.organizers import open_as


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
        page.locator(".model-fecimport").get_by_role("link", name="Add").click()
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
