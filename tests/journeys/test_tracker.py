"""Whoever wants to know what a candidate answered finds it, with the evidence, in a few seconds."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import product

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from candidates import ledger
from candidates.models import Candidacy, Race
from tests.factories import (
    SOURCE,
    OutreachFactory,
    RaceFactory,
    StageFactory,
    publish_answer,
    record_results,
    run,
    state,
)
from tests.journeys.conftest import WatchedPages
from tests.journeys.keyboard import tab_to

PAGES = [
    "/tracker/",
    "/tracker/?state=OH&sort=-name",
    "/tracker/?q=nobody",
    "/tracker/mi/",
    "/tracker/mi/11/",
    "/tracker/signed/",
    "/candidates/H6MI11001-ada-quartz/",
    "/candidates/H6MI11002-bea-withdrawn/",
    "/data/",
    "/method/",
]

TOPS_AND_HEIGHTS = "signs => signs.map(sign => [sign.offsetTop, sign.offsetHeight])"


@pytest.fixture
def ada(site_address: str) -> Candidacy:
    """Return a signer with every kind of entry, among fifty others."""
    ada = run("Ada Quartz", person__slug="ada-quartz", fec_id="H6MI11001", incumbency="I")
    Candidacy.objects.filter(pk=ada.pk).update(
        campaign_url="https://www.a-long-name-without-any-space-in-it.example/",
        published_email="a-long-name-without-any-space@campaign-of-ada-quartz.example",
        published_contact_source="https://ada.example/contact",
        social_urls=["https://social.example/ada-quartz-for-the-eleventh-district"],
    )
    ledger.answers.retract(
        publish_answer(ada, answered_on_precision="month"),
        reason="Another Ada.",
        now=timezone.now(),
    )
    publish_answer(ada, signer_name="Ada Quartz", signer_role="candidate", statement="I signed.")
    OutreachFactory.create(candidacy=ada)
    primary = StageFactory.create(race=ada.race, party="DEM")
    record_results(primary, {ada: "won"})
    ada.person.candidacies.create(race=RaceFactory.create(senate=True), party_code="DEM")
    bea = run("Bea Withdrawn", person__slug="bea-withdrawn", fec_id="H6MI11002")
    publish_answer(bea, "refused")
    ledger.runs.set_ballot_status(
        bea,
        Candidacy.BallotStatus.WITHDRAWN,
        on=primary.held_on,
        source_url=SOURCE,
        now=timezone.now(),
    )
    ohio: Race = RaceFactory.create(jurisdiction=state("OH"), district="01")
    for number in range(50):
        run(f"Cai Feldspar {number}", race=ohio)
    ada.refresh_from_db()
    return ada


class TestTracker:
    def test_leads_by_keyboard_from_the_home_page_to_a_candidates_answer(
        self, pages: WatchedPages, ada: Candidacy
    ) -> None:
        page = pages.open("/")
        tab_to(page.get_by_role("navigation", name="Sections").get_by_role("link", name="Tracker"))
        page.keyboard.press("Enter")
        tab_to(page.get_by_role("searchbox", name="Name"))
        page.keyboard.type("quartz ada")
        page.keyboard.press("Enter")
        sentence = page.get_by_role("status")
        expect(sentence).to_have_text("2 campaigns match: 1 signed, 1 no answer. Signers first.")
        tab_to(page.get_by_role("combobox", name="Chamber"))
        page.keyboard.type("House")
        tab_to(page.get_by_role("button", name="Show campaigns"))
        page.keyboard.press("Enter")
        expect(sentence).to_have_text("1 campaign matches: 1 signed. Signers first.")
        expect(page.get_by_role("list", name="Filters that are on")).to_contain_text("House")
        tab_to(page.get_by_role("link", name="Ada Quartz", exact=True))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Ada Quartz")
        expect(page.get_by_role("article").first).to_contain_text("I signed.")

    def test_is_for_everybody(
        self, ada: Candidacy, assert_each_for_everybody: Callable[[Iterable[str]], None]
    ) -> None:
        publish_answer(run(race=RaceFactory.create(jurisdiction=state("MA"))))
        assert_each_for_everybody(PAGES)

    def test_has_boards_of_one_height_side_by_side_on_a_phone(
        self, pages: WatchedPages, ada: Candidacy
    ) -> None:
        page = pages.open("about:blank")
        for path, width in product(["/", "/tracker/mi/"], [390, 320]):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(path)
            heights_by_top = defaultdict(set)
            for top, height in page.locator(".counts__sign").evaluate_all(TOPS_AND_HEIGHTS):
                heights_by_top[top].add(height)
            assert heights_by_top
            assert all(len(heights) == 1 for heights in heights_by_top.values()), (path, width)

    def test_never_scrolls_sideways_with_the_longest_words(
        self, pages: WatchedPages, ada: Candidacy
    ) -> None:
        special: Race = RaceFactory.create(senate=True, kind="special", senate_class=3)
        longest = run(
            "Maximiliana Featherstonehaugh-Cholmondeley",
            race=special,
            party_name="Democratic-Nonpartisan League",
        )
        publish_answer(longest, "signed_with_changes")
        general = StageFactory.create(race=special, kind="special")
        record_results(general, {longest: "lost"})
        page = pages.open("about:blank")
        for path in ("/tracker/?sort=outcome", "/tracker/?q=maximiliana", "/tracker/mi/"):
            page.goto(path)
            for width in (832, 833, 1024):
                page.set_viewport_size({"width": width, "height": 800})
                assert page.evaluate("document.documentElement.scrollWidth") <= width

    def test_reads_the_same_without_javascript(
        self, ada: Candidacy, assert_each_reads_the_same: Callable[[Iterable[str], str], None]
    ) -> None:
        assert_each_reads_the_same(PAGES, "body")

    def test_sorts_by_the_head_of_the_table_and_turns_pages(
        self, pages: WatchedPages, ada: Candidacy
    ) -> None:
        page = pages.open("/tracker/", java_script_enabled=False)
        expect(page.get_by_role("rowheader")).to_have_count(25)
        page.get_by_role("link", name="Candidate", exact=True).click()
        expect(page.get_by_role("columnheader", name="Candidate")).to_have_attribute(
            "aria-sort", "ascending"
        )
        page.get_by_role("link", name="Next").click()
        expect(page.get_by_role("rowheader")).to_have_count(25)
        assert page.url.endswith("/tracker/?sort=name&page=2#found")
        expect(page.get_by_role("status")).to_be_in_viewport()
