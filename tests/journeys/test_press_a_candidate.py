"""A visitor presses a candidate, passes the page on, and takes the state to the door on paper."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

from candidates.models import Candidacy, Race
from candidates.views import canvass_sheet
from tests.factories import (
    OutreachFactory,
    PledgeTextFactory,
    RaceFactory,
    StageFactory,
    publish_answer,
    record_results,
    run,
    state,
)
from tests.journeys.conftest import WatchedPages
from tests.journeys.keyboard import tab_to
from tests.thorough import sample

BEFORE, AFTER = "2026-05-01T12:00:00Z", "2026-11-05T12:00:00Z"
ADA, BEA = "/candidates/H6MI11001-ada-quartz/", "/candidates/H6MI11002-bea-basalt/"
ONE_INCH = 72  # points
CAN_SHARE = "navigator.share = async data => { window.shared = data; };"
THINKS_BETTER = "navigator.share = async () => { throw new DOMException('', 'AbortError'); };"
CANNOT_SHARE = "Object.defineProperty(navigator, 'share', { value: undefined });"
CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {{ value: {} }});"
CAN_COPY = CLIPBOARD.format("{ writeText: async text => { window.copied = text; } }")
MAY_NOT_COPY = CLIPBOARD.format("{ writeText: () => Promise.reject(new Error()) }")
CANNOT_COPY = CLIPBOARD.format("undefined")


@pytest.fixture(autouse=True)
def campaigning() -> Iterator[None]:
    with time_machine.travel(BEFORE):
        yield


@pytest.fixture(autouse=True)
def race(site_address: str) -> Race:
    """Ada signed and Bea did not answer; both publish how to reach them."""
    PledgeTextFactory.create(title="One promise, in writing")
    ada = run("Ada Quartz", person__slug="ada-quartz", fec_id="H6MI11001")
    bea = run("Bea Basalt", person__slug="bea-basalt", fec_id="H6MI11002")
    Candidacy.objects.update(
        campaign_url="https://www.a-long-name-without-any-space-in-it.example/",
        published_email="a-long-name-without-any-space@campaign-in-the-eleventh.example",
        published_phone="202-555-0100",
        published_contact_source="https://campaign.example/contact",
    )
    publish_answer(ada)
    OutreachFactory.create(candidacy=bea)
    return ada.race


def prepared(pages: WatchedPages, path: str, *scripts: str) -> Page:
    """Open `path` in a browser that these scripts made what it is."""
    page = pages.open("about:blank")
    for script in scripts:
        page.add_init_script(script)
    page.goto(path)
    return page


def words_of(page: Page) -> str:
    return " ".join(page.inner_text("main").split())


class TestPressing:
    @pytest.mark.parametrize("width", sample([320, 1280], 2))
    def test_leads_by_keyboard_from_a_state_to_the_words_and_the_number(
        self, pages: WatchedPages, width: int
    ) -> None:
        page = pages.open("/tracker/mi/", width=width)
        tab_to(page.get_by_role("link", name="Open your ballot and call the rest"))
        page.keyboard.press("Enter")
        tab_to(page.get_by_role("link", name="District 11"))
        page.keyboard.press("Enter")
        tab_to(page.get_by_role("link", name="Bea Basalt", exact=True))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Ask Bea Basalt to sign")).to_be_attached()
        call = page.get_by_role("link", name="202-555-0100").first
        tab_to(call)
        expect(call).to_have_attribute("href", "tel:2025550100")
        tab_to(page.locator(".call-to-action__voicemail summary"))
        page.keyboard.press("Enter")
        expect(page.get_by_text("My number is [your number].")).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Email this letter")).to_be_focused()
        expect(page.get_by_text("I’m calling to ask Bea Basalt to sign")).to_have_count(2)

    def test_works_without_java_script(self, pages: WatchedPages) -> None:
        page = pages.open("/tracker/mi/", java_script_enabled=False)
        page.get_by_role("link", name="Open your ballot and call the rest").click()
        page.get_by_role("link", name="District 11").click()
        page.get_by_role("link", name="Bea Basalt", exact=True).click()
        mail = page.get_by_role("link", name="Email this letter").get_attribute("href")
        assert mail
        assert mail.startswith("mailto:a-long-name-without-any-space@campaign-in-the-eleventh")
        assert "Asked once" in words_of(page)
        page.emulate_media(media="print")
        expect(page.get_by_role("link", name="202-555-0100")).to_be_visible()
        expect(page.get_by_role("link", name="Email this letter")).to_be_hidden()

    def test_turns_when_the_votes_are_counted(self, pages: WatchedPages, race: Race) -> None:
        ada, bea = race.candidacies.order_by("pk")
        general = StageFactory.create(race=race, kind="general", held_on="2026-11-03")
        expect(pages.open(ADA).get_by_role("link", name="Thank Ada Quartz")).to_be_visible()
        record_results(general, {ada: "won", bea: "lost"})
        with time_machine.travel(AFTER):
            page = pages.open("/tracker/mi/")
            page.get_by_role("link", name="Hold the winners accountable").click()
            page.get_by_role("link", name="Ada Quartz", exact=True).click()
            page.get_by_role("link", name="Hold Ada Quartz to the pledge").click()
            assert "I’m asking Ada Quartz to keep that promise in office" in words_of(page)
            assert "Ask Bea" not in words_of(pages.open(BEA))


class TestSharing:
    @pytest.mark.parametrize("path", [BEA, "/tracker/mi/"])
    def test_shows_what_works_without_java_script_and_nothing_else(
        self, pages: WatchedPages, path: str
    ) -> None:
        page = pages.open(path, java_script_enabled=False)
        row = page.get_by_role("group", name="Share this page")
        expect(row.get_by_role("button")).to_have_count(0)
        expect(row.get_by_role("link", name="Email")).to_be_visible()
        row.get_by_role("link", name="Printable sheet").click()
        page.wait_for_url("**/tracker/mi/sheet/")

    def test_hands_the_page_to_the_device_by_keyboard(self, pages: WatchedPages) -> None:
        page = prepared(pages, BEA, CAN_SHARE)
        tab_to(page.get_by_role("button", name="Share"))
        page.keyboard.press("Enter")
        assert page.evaluate("window.shared") == {
            "title": "Bea Basalt",
            "text": "No answer from Bea Basalt on the pledge. Michigan, District 11, 2026.",
            "url": f"{pages.address}{BEA}",
        }

    def test_takes_a_change_of_mind_for_no_error(self, pages: WatchedPages) -> None:
        page = prepared(pages, BEA, THINKS_BETTER)
        page.get_by_role("button", name="Share").click()
        expect(page.get_by_role("button", name="Share")).to_be_enabled()

    def test_offers_no_button_that_the_browser_cannot_serve(self, pages: WatchedPages) -> None:
        page = prepared(pages, BEA, CANNOT_SHARE, CANNOT_COPY)
        row = page.get_by_role("group", name="Share this page")
        expect(row.get_by_role("link")).to_have_count(8)
        page.wait_for_load_state("networkidle")
        expect(row.get_by_role("button")).to_have_count(0)

    def test_copies_the_link_and_says_so(self, pages: WatchedPages) -> None:
        page = prepared(pages, BEA, CAN_COPY)
        row = page.get_by_role("group", name="Share this page")
        expect(row.get_by_role("status")).to_have_count(0)
        tab_to(row.get_by_role("button", name="Copy the link"))
        page.keyboard.press("Enter")
        expect(row.get_by_role("status")).to_have_text("Copied")
        assert page.evaluate("window.copied") == f"{pages.address}{BEA}"

    def test_shows_the_link_when_the_browser_does_not_allow_the_copy(
        self, pages: WatchedPages
    ) -> None:
        page = prepared(pages, BEA, MAY_NOT_COPY)
        page.get_by_role("button", name="Copy the link").click()
        status = page.get_by_role("group", name="Share this page").get_by_role("status")
        expect(status).to_contain_text(f"{pages.address}{BEA}")


def printed(page: Page) -> PdfReader:
    return PdfReader(BytesIO(page.pdf(format="Letter")))


def colours_in(sheet: PageObject) -> list[list[float]]:
    """Return every colour that the page sets, of strokes and of fills."""
    operators = {b"rg", b"RG", b"g", b"G", b"k", b"K", b"sc", b"SC", b"scn", b"SCN"}
    stream = ContentStream(sheet.get_contents(), sheet.pdf)
    return [
        [round(float(part), 2) for part in operands]
        for operands, operator in stream.operations
        if operator in operators
    ]


def lowest_line_in(sheet: PageObject) -> float:
    """Return how far above the lower edge of the page its lowest line is drawn, in points."""
    lines: list[float] = []

    def note(operator: bytes, operands: list[Any], cm: list[float], _tm: list[float]) -> None:
        if operator in {b"re", b"l"}:
            x, y = float(operands[0]), float(operands[1])
            lines.append(cm[1] * x + cm[3] * y + cm[5])

    sheet.extract_text(visitor_operand_before=note)
    return min(line for line in lines if line > 0)


def sizes_in(sheet: PageObject) -> set[float]:
    """Return the heights of the letters on the page in points."""
    sizes: set[float] = set()

    def note(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        if text.strip():
            sizes.add(round(size * math.hypot(cm[1], cm[3]) * math.hypot(tm[1], tm[3]), 2))

    sheet.extract_text(visitor_text=note)
    return sizes


def fill(code: str, *, seats: int, campaigns: int, refusals: int) -> None:
    """Let campaigns run in so many districts of a state, and one refuse in the first of them."""
    for seat in range(1, seats + 1):
        race = RaceFactory.create(jurisdiction=state(code), district=f"{seat:02}")
        for _number in range(campaigns):
            run("Wanjiru Hawthorn", race=race)
        if seat <= refusals:
            publish_answer(race.candidacies.first(), "refused")


class TestSheet:
    @pytest.mark.parametrize("color_scheme", ["light", "dark"])
    def test_is_one_page_in_black_on_white(self, pages: WatchedPages, color_scheme: Any) -> None:
        page = pages.open("/tracker/mi/sheet/", color_scheme=color_scheme)
        paper = "getComputedStyle(document.querySelector('.sheet')).backgroundColor"
        assert page.evaluate(paper) == "rgb(255, 255, 255)"
        [sheet] = printed(page).pages
        text = " ".join(sheet.extract_text().split())
        assert "District 11 Ada Quartz, Democratic Signed, March 14, 2026" in text
        assert "Bea Basalt, Democratic No answer" in text
        assert "I’m asking [candidate] to sign" in text
        assert lowest_line_in(sheet) < ONE_INCH
        assert f"{pages.address}/tracker/mi/" in text
        colours = colours_in(sheet)
        assert colours
        assert [colour for colour in colours if len({*colour}) > 1] == []

    def test_prints_nothing_of_the_site_around_it(self, pages: WatchedPages) -> None:
        page = pages.open("/tracker/mi/sheet/")
        assert "Ctrl + P" in page.inner_text("main")
        [sheet] = printed(page).pages
        text = sheet.extract_text()
        for furniture in ("Ctrl", "Back to", "All times are Eastern", "Skip to"):
            assert furniture not in text

    def test_fits_a_state_of_fourteen_races_on_one_page(self, pages: WatchedPages) -> None:
        fill("GA", seats=14, campaigns=4, refusals=14)
        [sheet] = printed(pages.open("/tracker/ga/sheet/")).pages
        text = sheet.extract_text()
        assert [f"District {seat}\n" in text for seat in range(1, 15)] == [True] * 14
        assert "What they said" in text

    def test_prints_the_largest_state_legibly_on_one_page(
        self, pages: WatchedPages, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fill("CA", seats=52, campaigns=4, refusals=20)
        [sheet] = printed(pages.open("/tracker/ca/sheet/")).pages
        text = sheet.extract_text()
        assert "California" in text
        assert text.count("Refused, March 14, 2026") == 20
        assert text.count("3 haven’t answered") == 20
        assert text.count("4 haven’t answered") == 32
        assert "What they said" in text
        assert min(sizes_in(sheet)) >= 7.49
        monkeypatch.setitem(canvass_sheet.MOST_LINES, canvass_sheet.DENSE, 0)
        [sheet] = printed(pages.open("/tracker/ca/sheet/")).pages
        assert sheet.extract_text().count("1\N{NO-BREAK SPACE}refused") == 20


def test_everybody_can_use_it(
    race: Race, assert_each_for_everybody: Callable[[Iterable[str]], None]
) -> None:
    assert_each_for_everybody((ADA, BEA, "/tracker/mi/", "/tracker/mi/sheet/", "/share/state/mi/"))
    ada, bea = race.candidacies.order_by("pk")
    record_results(StageFactory.create(race=race, kind="general"), {ada: "won", bea: "lost"})
    with time_machine.travel(AFTER):
        assert_each_for_everybody([ADA])
