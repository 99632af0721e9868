"""Whoever comes, with whatever device, reads the page; nothing on it moves, leaks or complains."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page
from procrastinate.contrib.django import app

from campaign.content.models import Profile
from tests.factories import publish_answer, run
from tests.journeys.conftest import WatchedPages


@pytest.fixture
def profile(site_address: str) -> Profile:
    publish_answer(run("Ada Example"))
    return Profile.objects.create(
        name="Neighbors of the Long Campaign Name",
        ask="We ask every campaign for one answer, in writing.",
        alert_bar="One sentence above every page.",
        contact_email="desk@example.org",
        legal_footer="Paid for by nobody.",
    )


class TestBasePage:
    def test_is_for_everybody(
        self,
        pages: WatchedPages,
        profile: Profile,
        assert_for_everybody: Callable[[Page], None],
    ) -> None:
        assert_for_everybody(pages.open("/"))
        assert_for_everybody(pages.open("/nowhere/"))
        [notice] = pages.complaints
        assert "404" in notice
        pages.complaints.clear()

    def test_reads_the_same_without_javascript(self, pages: WatchedPages, profile: Profile) -> None:
        with_it = pages.open("/").inner_text("body")
        without = pages.open("/", java_script_enabled=False).inner_text("body")
        assert with_it == without
        for words in (profile.name, profile.ask, profile.alert_bar, profile.legal_footer):
            assert words in without

    def test_leads_the_keyboard_past_the_header(
        self, pages: WatchedPages, profile: Profile
    ) -> None:
        page = pages.open("/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"

    def test_shows_where_the_focus_is(self, pages: WatchedPages, profile: Profile) -> None:
        page = pages.open("/")
        for _press in range(12):
            page.keyboard.press("Tab")
            style = "getComputedStyle(document.activeElement)"
            if page.evaluate("document.activeElement === document.body"):
                break
            assert page.evaluate(f"{style}.outlineStyle") == "solid"
            assert page.evaluate(f"{style}.outlineWidth") == "3px"

    def test_leaves_nothing_in_the_browser(self, pages: WatchedPages, profile: Profile) -> None:
        page = pages.open("/")
        assert page.context.cookies() == []
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0

    def test_weighs_less_than_a_photograph(self, pages: WatchedPages, profile: Profile) -> None:
        page = pages.open("about:blank")
        sizes: list[int] = []
        page.on(
            "requestfinished",
            lambda request: sizes.append(request.sizes()["responseBodySize"]),
        )
        page.goto("/", wait_until="networkidle")
        assert 40_000 < sum(sizes) < 150_000


class TestOrganizersPages:
    """The policy that forbids inline styles and scripts holds there too; `pages` is watching."""

    def test_open_without_a_complaint(self, pages: WatchedPages, profile: Profile) -> None:
        organizer = get_user_model().objects.create_superuser("ada", password="a long secret")
        app.configure_task("nothing", allow_unknown=True).defer()
        page = pages.open("/admin/")
        page.get_by_label("Username").fill("ada")
        page.get_by_label("Password").fill("a long secret")
        page.get_by_role("button", name="Log in").click()
        for path in (
            "",
            "auth/user/",
            f"auth/user/{organizer.pk}/change/",
            f"auth/user/{organizer.pk}/history/",
            f"auth/user/{organizer.pk}/delete/",
            "auth/group/add/",
            "campaign/profile/",
            "procrastinate/procrastinatejob/",
        ):
            page.goto(f"/admin/{path}")
            assert profile.name in page.inner_text("#site-name")
