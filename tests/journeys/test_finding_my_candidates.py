"""A visitor finds who asks for the own vote: by ZIP code, by name or on the map."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pytest
from playwright.sync_api import Page, expect

from candidates.calendar import open_cycle
from candidates.models import Candidacy, Cycle, Jurisdiction, Race
from tests.factories import PledgeTextFactory, publish_answer, run
from tests.journeys.conftest import WatchedPages
from tests.journeys.keyboard import tab_to
from tests.thorough import sample

MICHIGAN = "Michigan: 1 signed, out of 2 campaigns"
TILES = """tiles => {
    const top = tile => Math.round(tile.getBoundingClientRect().top);
    const rows = [...new Set(tiles.map(top))].sort((one, other) => one - other);
    return tiles.map(tile => [
        tile.getAttribute("href"),
        [`${rows.indexOf(top(tile)) + 1}`, getComputedStyle(tile.parentElement).gridColumnStart],
        Math.min(tile.offsetWidth, tile.offsetHeight),
    ]);
}"""
FIT = """() => [...document.querySelectorAll("a.tile")].every(
    tile => tile.scrollWidth <= tile.clientWidth
)"""
SMALLEST_TILE = 24
PAGES = [
    *("/", "/tracker/", "/tracker/find/?places=AZ-02,NM-03"),
    *("/ballot/mi/", "/ballot/mi/?districts=13", "/ballot/mi/H6MI13001/", "/ballot/military/"),
    "/follow/?what=MI-13",
]


@pytest.fixture(autouse=True)
def record(site_address: str) -> None:
    """Two people run in Michigan, one of whom signed; nobody anywhere else."""
    open_cycle(2026)
    seat = Race.objects.get(jurisdiction="MI", district="13")
    Cycle.objects.update(pinned_on="2026-05-01")
    PledgeTextFactory.create(title="One promise, in writing")
    publish_answer(run("Ada Quartz", race=seat))
    run("Ben Basalt", race=seat, fec_id="H6MI13001")
    Candidacy.objects.update(
        published_phone="202-555-0100",
        published_email="a-long-name-without-any-space@campaign-in-the-thirteenth.example",
        published_contact_source="https://campaign.example/contact",
    )


def focused(page: Page) -> str:
    """Return the words of what has the focus."""
    text: str = page.evaluate("document.activeElement.innerText")
    return " ".join(text.split())


class TestTheBox:
    @pytest.mark.parametrize(
        ("path", "width"),
        sample([("/", 1280), ("/", 320), ("/tracker/find/", 390), ("/tracker/find/", 320)], 3),
    )
    def test_leads_by_keyboard_from_a_zip_code_to_a_number_in_two_steps(
        self, pages: WatchedPages, path: str, width: int
    ) -> None:
        page = pages.open(path, width=width)
        addresses: list[str] = []
        page.on("request", lambda request: addresses.append(request.url))
        page.get_by_label("ZIP code or state").focus()
        page.keyboard.type("48226")
        page.keyboard.press("Enter")
        page.wait_for_url("**/ballot/mi/?districts=13")
        expect(page.get_by_text("You’re most likely in District 13.")).to_be_visible()
        call = page.get_by_role("link", name="Call Ben Basalt at 202-555-0100")
        expect(call).to_have_attribute("href", "tel:2025550100")
        tab_to(call)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/ballot/mi/H6MI13001/?districts=13#email")
        expect(page.get_by_role("link", name="Email this letter")).to_be_in_viewport()
        assert not [address for address in addresses if "48226" in address]
        assert page.context.cookies() == []

    def test_says_at_the_field_what_is_wrong_and_keeps_what_was_typed(
        self, pages: WatchedPages
    ) -> None:
        page = pages.open("/")
        page.get_by_label("ZIP code or state").fill("4822")
        page.get_by_role("button", name="Show candidates").click()
        expect(page.get_by_role("alert")).to_be_focused()
        field = page.get_by_label("ZIP code or state")
        expect(field).to_have_value("4822")
        expect(field).to_have_accessible_description(re.compile("Enter a five-digit ZIP code"))
        pages.complaints.clear()  # the browser's own word about the status 422

    def test_works_without_java_script_and_offers_both_states_at_a_line(
        self, pages: WatchedPages
    ) -> None:
        page = pages.open("/", java_script_enabled=False)
        page.get_by_label("ZIP code or state").fill("86515")
        page.get_by_role("button", name="Show candidates").click()
        page.get_by_role("link", name="New Mexico").click()
        page.wait_for_url("**/ballot/nm/?districts=03")


class TestTheMap:
    @pytest.mark.parametrize("width", sample([390, 1280], 2))
    def test_is_walked_tile_by_tile_and_opens_a_state(
        self, pages: WatchedPages, width: int
    ) -> None:
        page = pages.open("/", width=width)
        page.get_by_role("link", name="Minnesota").focus()
        walked = []
        for _step in range(4):
            walked.append(focused(page))
            page.keyboard.press("Tab")
        assert [words.split(" ", 1)[0] for words in walked] == ["MN", "IL", "WI", "MI"]
        assert walked[-1].endswith(MICHIGAN)
        page.get_by_role("link", name=MICHIGAN).press("Enter")
        page.wait_for_url("**/tracker/mi/")

    def test_is_passed_in_one_step(self, pages: WatchedPages) -> None:
        page = pages.open("/")
        page.get_by_role("link", name="How we verify answers").first.focus()
        page.keyboard.press("Tab")
        assert focused(page) == "Skip the map"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert not page.evaluate("document.activeElement.closest('.tile-map__tiles')")

    def test_puts_every_tile_in_its_place_and_large_enough(self, pages: WatchedPages) -> None:
        page = pages.open("/")
        places = {
            f"/tracker/{place.path_code}/": [str(place.tile_row), str(place.tile_column)]
            for place in Jurisdiction.objects.all()
        }
        for width in (1280, 390, 360):
            page.set_viewport_size({"width": width, "height": 800})
            page.wait_for_function(FIT)  # the fonts may still come
            tiles = page.locator("a.tile").evaluate_all(TILES)
            assert {address: place for address, place, _side in tiles} == places
            assert min(side for _address, _place, side in tiles) >= SMALLEST_TILE
        page.set_viewport_size({"width": 320, "height": 800})
        page.wait_for_function(FIT)
        tiles = page.locator("a.tile").evaluate_all(TILES)
        rows = sorted(int(place[0]) for _address, place, _side in tiles)
        assert rows == [number // 6 + 1 for number in range(56)]
        assert min(side for _address, _place, side in tiles) >= 1.5 * SMALLEST_TILE
        page.get_by_role("link", name=MICHIGAN).click()
        page.wait_for_url("**/tracker/mi/")

    def test_fills_the_tile_of_a_state_with_a_signer_only(self, pages: WatchedPages) -> None:
        page = pages.open("/")
        assert page.locator("a.tile--signed").all_inner_texts() == [
            page.get_by_role("link", name=MICHIGAN).inner_text()
        ]
        expect(page.get_by_role("link", name="Puerto Rico: no campaigns")).to_be_visible()


def test_everybody_can_use_it(
    assert_each_for_everybody: Callable[[Iterable[str]], None],
) -> None:
    assert_each_for_everybody(PAGES)
