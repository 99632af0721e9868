"""A reader finds an error, says so without losing a word, and sees it corrected for everybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from candidates import ledger
from candidates.models import Candidacy, Correction
from tests.campaign.lib.outbox.sending import drain
from tests.factories import OrganizerFactory, publish_answer, run
from tests.journeys.conftest import WatchedPages
from tests.journeys.keyboard import tab_to
from tests.thorough import sample

REASON = "The state's list of candidates says so."
FORM_ELSEWHERE = """
    <form method="post" action="{}">
      <input name="claimed_value" value="KEPT"><button>Send</button>
    </form>
"""


@pytest.fixture
def candidacy(site_address: str) -> Candidacy:
    """Return a candidate who signed and has a page."""
    candidacy = run("Ines Basalt", fec_id="H6MI11001")
    publish_answer(candidacy)
    return candidacy


def fits(page: Page) -> bool:
    """Say whether nothing makes the page scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


class TestReportAnError:
    @pytest.mark.parametrize(
        ("width", "java_script_enabled"), sample([(320, False), (390, True), (1280, True)], 2)
    )
    def test_by_keyboard_from_the_candidates_page_to_the_corrections(
        self,
        pages: WatchedPages,
        candidacy: Candidacy,
        width: int,
        java_script_enabled: bool,
    ) -> None:
        page = pages.open(
            candidacy.get_absolute_url(), width=width, java_script_enabled=java_script_enabled
        )
        tab_to(page.get_by_role("link", name="Report an error on this page"))
        page.keyboard.press("Enter")
        page.wait_for_url("**/report/")
        tab_to(page.get_by_label("What’s wrong?"))
        page.keyboard.type("the party")
        tab_to(page.get_by_label("What should it say?"))
        page.keyboard.type("Green")
        tab_to(page.get_by_label("How do you know?"))
        page.keyboard.type(REASON)
        tab_to(page.get_by_label("Your email address"))
        page.keyboard.type("reader@example.org")
        tab_to(page.get_by_role("button", name="Send my report"))
        page.keyboard.press("Enter")
        page.wait_for_url("**/report/thanks/")
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        assert page.context.cookies() == []

        correction = Correction.objects.undecided().get()
        assert (correction.field, correction.claimed_value) == ("party", "Green")
        assert (correction.reason, correction.sender) == (REASON, "reader@example.org")
        ledger.corrections.decide(
            correction,
            Correction.Decision.ACCEPTED,
            by=OrganizerFactory.create(),
            now=timezone.now(),
            explanation="The party is Green.",
        )
        drain()
        assert "You were right." in mail.outbox[0].body
        page.get_by_role("link", name="All corrections").click()
        entry = page.get_by_role("listitem").filter(has_text="after a report")
        expect(entry).to_contain_text("Ines Basalt, MI-11")
        expect(entry).to_contain_text("The party is Green.")
        expect(page.get_by_role("main")).not_to_contain_text(REASON)

    @pytest.mark.parametrize("java_script_enabled", [True, False])
    def test_with_a_mistake_leads_to_the_field_and_keeps_the_rest(
        self, pages: WatchedPages, candidacy: Candidacy, java_script_enabled: bool
    ) -> None:
        page = pages.open(
            f"{candidacy.get_absolute_url()}report/",
            width=320,
            java_script_enabled=java_script_enabled,
        )
        page.get_by_label("What’s wrong?").select_option(label="the party")
        page.get_by_label("How do you know?").fill(REASON)
        page.get_by_label("Your email address").fill("reader@")
        page.get_by_role("button", name="Send my report").click()
        expect(page).to_have_title(re.compile("^Error: Report an error about Ines Basalt"))
        summary = page.get_by_role("alert")
        if java_script_enabled:
            expect(summary).to_be_focused()
        expect(summary.get_by_role("link")).to_have_text(
            [
                "Enter what it should say.",
                "Enter an email address, such as name@example.org.",
            ]
        )
        expect(page.get_by_label("What’s wrong?")).to_have_value("party")
        expect(page.get_by_label("How do you know?")).to_have_value(REASON)
        expect(page.get_by_label("Your email address")).to_have_value("reader@")
        summary.get_by_role("link", name="Enter what it should say.").press("Enter")
        field = page.get_by_label("What should it say?")
        expect(field).to_be_focused()
        expect(field).to_have_accessible_description(re.compile("Enter what it should say"))
        assert fits(page)
        page.keyboard.type("Green")
        page.get_by_label("Your email address").fill("")
        page.get_by_role("button", name="Send my report").click()
        page.wait_for_url("**/report/thanks/")
        pages.complaints.clear()  # the browser's own word about the status 422

    def test_hides_the_honeypot_from_people_only(
        self, pages: WatchedPages, candidacy: Candidacy
    ) -> None:
        page = pages.open(f"{candidacy.get_absolute_url()}report/")
        honeypot = page.locator("[name=leaf]")
        expect(honeypot).to_have_count(1)
        expect(honeypot).not_to_be_visible()
        expect(page.get_by_role("textbox")).to_have_count(4)

    def test_from_a_page_of_another_site_is_refused_and_keeps_what_was_typed(
        self, pages: WatchedPages, candidacy: Candidacy
    ) -> None:
        page = pages.open("/")
        elsewhere = pages.address.replace("127.0.0.1", "localhost")
        form = FORM_ELSEWHERE.format(f"{pages.address}{candidacy.get_absolute_url()}report/")
        page.route(
            f"{elsewhere}/form/",
            lambda route: route.fulfill(content_type="text/html", body=form),
        )
        page.goto(f"{elsewhere}/form/")
        page.get_by_role("button").click()
        expect(page.get_by_role("alert")).to_contain_text("came from our page")
        expect(page.get_by_label("What should it say?")).to_have_value("KEPT")
        assert not Correction.objects.exists()
        # Sent again from our own page it is taken.
        page.get_by_label("What’s wrong?").select_option(label="the party")
        page.get_by_label("How do you know?").fill(REASON)
        page.get_by_role("button", name="Send my report").click()
        page.wait_for_url("**/report/thanks/")
        pages.complaints.clear()  # the other host, and the browser's word about the status 403


class TestPages:
    def test_are_for_everybody(
        self,
        pages: WatchedPages,
        candidacy: Candidacy,
        assert_for_everybody: Callable[[Page], None],
        assert_each_for_everybody: Callable[[Iterable[str]], None],
    ) -> None:
        ledger.answers.retract(
            publish_answer(run("Ben Shale")),
            reason="https://example.org/a-very-long-address-of-a-page-without-any-blank-in-it",
            now=timezone.now(),
        )
        report = f"{candidacy.get_absolute_url()}report/"
        assert_each_for_everybody(["/corrections/", "/pledge/", report, f"{report}thanks/"])
        page = pages.open(report)
        page.get_by_role("button", name="Send my report").click()
        expect(page.get_by_role("alert")).to_be_visible()
        assert_for_everybody(page)
        pages.complaints.clear()  # the browser's own word about the status 422
