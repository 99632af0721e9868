"""Petitions as everybody meets them: on any screen, light or dark, by keyboard, without script."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from pledges.models import Invalidation, Petition
from tests.journeys.conftest import WatchedPages
from tests.pledges.people import a_paper_batch, a_petition
from tests.thorough import sample

DEMO = "/petitions/investigate-ice/"
NOTE = "The council voted seven to two. You filled the room."
ENDED = (
    Petition.State.PAUSED,
    Petition.State.CLOSED,
    Petition.State.WON,
    Petition.State.WITHDRAWN,
)
IS_COVERED = """() => {
    const bar = document.querySelector('.sign-bar'), control = document.activeElement;
    if (!bar || control === document.body || bar.contains(control)) return false;
    const one = bar.getBoundingClientRect(), other = control.getBoundingClientRect();
    return one.top < innerHeight && one.top < other.bottom && other.top < one.bottom;
}"""


pytestmark = pytest.mark.world("petition")


@pytest.fixture
def petitions(site_address: str) -> None:
    """Add all that a page may tell to the demo's petition, and one petition of each state."""
    petition = Petition.objects.get()
    petition.closes_at = timezone.now() + datetime.timedelta(days=30)
    petition.save()
    a_paper_batch(petition, 12, place="OH")
    Invalidation.objects.create(
        petition=petition,
        postal_code="00000",
        public_reason="A robot sent them.",
        counted_count=14,
        applied_at=timezone.now(),
    )
    for state in ENDED:
        a_petition(slug=state, title=f"Out, and {state}", state=state, state_note=NOTE)


@pytest.mark.usefixtures("petitions")
class TestPetitionPages:
    def test_are_for_everybody(
        self, assert_each_for_everybody: Callable[[Iterable[str]], None]
    ) -> None:
        assert_each_for_everybody(
            [
                "/petitions/",
                DEMO,
                *(f"/petitions/{state}/" for state in ENDED),
                f"{DEMO}sign/",
                f"{DEMO}sign/sent/",
                f"{DEMO}signed/mi/",
                "/petitions/paused/sign/",
                "/join/",
                "/join/sent/",
                "/join/joined/",
                "/data/",
            ]
        )

    def test_read_the_same_without_javascript(
        self, assert_each_reads_the_same: Callable[[Iterable[str], str], None]
    ) -> None:
        assert_each_reads_the_same(
            [DEMO, "/petitions/", "/petitions/won/"], ".petition, .petition-list"
        )

    @pytest.mark.parametrize("path", [f"{DEMO}sign/", "/join/"])
    def test_say_what_is_wrong_with_a_form_to_everybody(
        self, pages: WatchedPages, assert_for_everybody: Callable[[Page], None], path: str
    ) -> None:
        page = pages.open(path)
        page.get_by_label("Your email address").fill("ines@gmial.com")
        page.locator(".clipboard__button").click()
        expect(page.locator(".error-summary")).to_be_focused()
        expect(page).to_have_title("Error: " + page.title().removeprefix("Error: "))
        expect(page.get_by_label("My email address is right.")).to_be_visible()
        assert page.get_by_label("Your email address").input_value() == "ines@gmial.com"
        assert_for_everybody(page)
        assert all("422" in complaint for complaint in pages.complaints)
        pages.complaints.clear()


@pytest.mark.usefixtures("petitions")
class TestOnAPhone:
    @pytest.mark.parametrize("width", sample([320, 390], 2))
    def test_the_way_to_the_form_stays_at_hand_and_covers_no_focus(
        self, pages: WatchedPages, width: int
    ) -> None:
        page = pages.open(DEMO, width=width, java_script_enabled=True)
        bar = page.locator(".sign-bar")
        expect(bar).not_to_be_in_viewport()
        expect(page.locator(".clipboard__heading")).to_be_in_viewport()
        page.locator("#reasons").scroll_into_view_if_needed()
        expect(bar).to_be_in_viewport()
        page.evaluate("scrollTo(0, 0)")
        for _step in range(60):
            page.keyboard.press("Tab")
            assert not page.evaluate(IS_COVERED), page.evaluate("document.activeElement.outerHTML")
            if page.locator(".site-footer :focus").count():
                break
        else:
            pytest.fail("Tab never reaches the footer.")
        for _step in range(60):
            page.keyboard.press("Shift+Tab")
            assert not page.evaluate(IS_COVERED), page.evaluate("document.activeElement.outerHTML")

    def test_the_bar_leads_to_the_form(self, pages: WatchedPages) -> None:
        page = pages.open(f"{DEMO}#reasons", width=390, java_script_enabled=False)
        page.locator(".sign-bar a").click()
        expect(page.locator(".clipboard__heading")).to_be_in_viewport()

    def test_there_is_none_on_a_wide_screen_or_without_a_form(self, pages: WatchedPages) -> None:
        expect(pages.open(DEMO).locator(".sign-bar")).to_be_hidden()
        assert pages.open("/petitions/won/", width=390).locator(".sign-bar").count() == 0

    def test_the_right_keyboard_and_autofill_come_up(self, pages: WatchedPages) -> None:
        form = pages.open(DEMO, width=390).locator(".clipboard__form")
        assert form.locator("[autocomplete=name]").count() == 1
        assert form.locator("[type=email][autocomplete=email]").count() == 1
        assert form.locator("[inputmode=numeric][autocomplete=postal-code]").count() == 1
