"""A visitor signs on a phone, trusts the figure, and leaves as easily as they came."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from pledges.counts.roll_up import roll_up
from pledges.mail.addresses import domain_key
from pledges.models import Petition, Signature, Supporter
from tests.journeys.conftest import WatchedPages
from tests.journeys.keyboard import follow, tab_to
from tests.pledges.emails import answered, mailed_link
from tests.pledges.people import a_petition, signatures
from tests.pledges.signers import press_confirm


@pytest.fixture
def petition(site_address: str) -> Petition:
    petition = a_petition(slug="ice", title="Investigate ICE", goal=50)
    signatures(petition, 39)
    roll_up(now=timezone.now())
    return petition


def type_into(page: Page, name: str, text: str) -> None:
    tab_to(page.locator(f"#id_{name}"))
    page.keyboard.type(text)


def sign(page: Page, *, name: str = "Ines Basalt", email: str = "ines@example.org") -> None:
    """Fill in the form and send it, without a mouse."""
    type_into(page, "name", name)
    type_into(page, "email", email)
    type_into(page, "postal_code", "48226")
    tab_to(page.locator("#id_shown_publicly"))
    page.keyboard.press("Space")
    follow(page, "form .button[type=submit]")


def words_of(page: Page) -> str:
    """Return what the page says, on one line."""
    return " ".join(page.inner_text("main").split())


def press(page: Page, words: str) -> None:
    """Press a button by the keyboard."""
    button = page.get_by_role("button", name=words, exact=True).first
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
class TestSigning:
    def test_counts_moves_the_figure_and_can_be_taken_back(
        self, pages: WatchedPages, petition: Petition, scripts: bool
    ) -> None:
        page = pages.open("/petitions/ice/", width=320, java_script_enabled=scripts)
        assert "39 have signed. 11 more to reach 50." in words_of(page)
        sign(page)
        assert "We’re emailing a link to ines@example.org" in words_of(page)
        assert page.context.cookies() == []
        answered()
        me = mailed_link("me", mail.outbox)
        page.goto(pages.address + mailed_link("confirm", mail.outbox))
        assert "39 have signed" in words_of(pages.open("/petitions/ice/"))
        page.set_viewport_size({"width": 320, "height": 568})
        expect(page.locator("[form=confirm]").first).to_be_in_viewport(ratio=1)
        page.locator("summary").focus()
        page.keyboard.press("Enter")
        page.get_by_label("I. B.").check()
        press(page, "Confirm my signature")
        assert "40 have signed" in words_of(page)
        assert "Michigan" in words_of(page)
        page.goto(f"{pages.address}/petitions/ice/")
        assert "40 have signed. 10 more to reach 50." in words_of(page)
        assert "I. B., Michigan" in words_of(page)

        page.goto(pages.address + me)
        press(page, "Don’t show my name")
        page.get_by_text("Withdraw this signature").focus()
        page.keyboard.press("Enter")
        press(page, "Yes, withdraw my signature")
        expect(page.get_by_role("status")).to_be_focused()
        assert "the count has gone down by one" in words_of(page)
        assert page.title().startswith("Your signature is withdrawn")
        page.goto(f"{pages.address}/petitions/ice/")
        assert "39 have signed" in words_of(page)
        assert "I. B." not in words_of(page)

        page.goto(pages.address + me)
        follow(page, "a[href$='/erase/']")
        press(page, "Delete my data")
        assert "Your data is deleted" in page.inner_text("h1")
        assert Supporter.objects.count() == 39
        page.goto(pages.address + me)
        assert "This link doesn’t work" in page.inner_text("h1")
        pages.complaints = [each for each in pages.complaints if "404" not in each]

    def test_keeps_what_was_typed_and_leads_to_the_mistake(
        self, pages: WatchedPages, petition: Petition, scripts: bool
    ) -> None:
        page = pages.open("/petitions/ice/", width=320, java_script_enabled=scripts)
        sign(page, email="ines@gmial.com")
        assert page.title().startswith("Error: ")
        assert "Did you mean ines@gmail.com?" in page.inner_text(".error-summary")
        assert page.input_value("#id_name") == "Ines Basalt"
        tab_to(page.locator("#id_is_address_right"))
        page.keyboard.press("Space")
        follow(page, "form .button[type=submit]")
        assert "Check your email" in words_of(page)
        assert Supporter.objects.filter(domain_key=domain_key("gmial.com")).exists()
        pages.complaints = [each for each in pages.complaints if "422" not in each]


class TestScanner:
    def test_that_opens_every_link_a_hundred_times_changes_nothing(
        self, pages: WatchedPages, petition: Petition
    ) -> None:
        page = pages.open("/petitions/ice/sign/")
        sign(page)
        answered()
        links = [mailed_link(purpose, mail.outbox) for purpose in ("confirm", "me")]
        before = list(Signature.objects.order_by("pk").values())
        scanner = Client()
        for link in links:
            for _time in range(50):
                assert scanner.get(link).status_code == 200
                assert scanner.head(link).status_code == 200
            # A scanner that draws what it opens, and runs its scripts.
            page.goto(pages.address + link)
            page.wait_for_load_state("networkidle")
        assert list(Signature.objects.order_by("pk").values()) == before


class TestPagesOfLinks:
    def test_are_for_everybody(
        self,
        pages: WatchedPages,
        petition: Petition,
        assert_each_for_everybody: Callable[[Iterable[str]], None],
    ) -> None:
        page = pages.open("/petitions/ice/sign/")
        sign(page)
        answered()
        Signature.objects.pending().update(comment="Enough.")
        confirm, me, never_email = (
            mailed_link(purpose, mail.outbox) for purpose in ("confirm", "me", "never-email")
        )
        before = [confirm, me, f"{me}erase/", "/erased/never-emailed/", "/confirm/not-valid/"]
        sent = "/petitions/ice/sign/sent/"
        assert_each_for_everybody([*before, never_email, "/never-emailed/", sent])
        press_confirm(Client(), confirm)
        assert_each_for_everybody([confirm])
        pages.complaints = [each for each in pages.complaints if "404" not in each]
