"""The campaign's own pages, read by everybody and edited by an organizer without a mouse."""

from collections.abc import Callable, Iterable

import pytest
from playwright.sync_api import FloatRect, Page, expect

from campaign.content.models import Question
from tests.campaign.devserver.sites import wait_for
from tests.factories import OrganizerFactory, publish_answer, run
from tests.journeys.conftest import WatchedPages
from tests.journeys.keyboard import follow, tab_to
from tests.journeys.organizers import open_as

OWN_PAGES = ("/", "/mission/", "/about/", "/faq/", "/privacy/", "/accessibility/", "/styleguide/")


pytestmark = pytest.mark.world("content")


@pytest.fixture(autouse=True)
def answer(site_address: str, world_files: None) -> None:
    publish_answer(run("Ada Example"))


def box_of(page: Page, selector: str) -> FloatRect | None:
    return page.locator(selector).first.bounding_box()


class TestOwnPages:
    def test_are_for_everybody(
        self, assert_each_for_everybody: Callable[[Iterable[str]], None]
    ) -> None:
        assert_each_for_everybody(OWN_PAGES)

    def test_read_the_same_without_javascript(
        self, assert_each_reads_the_same: Callable[[Iterable[str], str], None]
    ) -> None:
        assert_each_reads_the_same(OWN_PAGES, "main")

    def test_begin_with_what_is_asked_the_box_and_the_figures(self, pages: WatchedPages) -> None:
        page = pages.open("/", width=390)
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "They count people. We know their names."
        )
        parts = (".hero__ask", ".find-box .button", ".counts__sign:last-child")
        ends = [box["y"] + box["height"] for part in parts if (box := box_of(page, part))]
        # All of it on the first screen of a phone.
        assert ends == sorted(ends)
        assert ends[-1] < 844

    def test_show_pictures_to_the_keyboard(self, pages: WatchedPages) -> None:
        page = pages.open("/", width=390, java_script_enabled=False)
        gallery = page.locator(".gallery")
        assert gallery.locator("img").count() >= 10
        assert all(gallery.locator("img").evaluate_all("all => all.map(each => each.alt)"))
        gallery.focus()
        before = gallery.evaluate("element => element.scrollLeft")
        page.keyboard.press("ArrowRight")
        wait_for(lambda: gallery.evaluate("element => element.scrollLeft") > before, "scrolling")

    def test_lead_to_a_question_by_its_own_address(self, pages: WatchedPages) -> None:
        page = pages.open("/mission/", width=320, java_script_enabled=False)
        follow(page, ".question-list a")
        assert page.url.endswith("/faq/#who-is-behind")
        expect(page.locator("#who-is-behind")).to_be_in_viewport()


class TestEditingAQuestion:
    def test_is_done_by_keyboard_and_seen_at_once(self, pages: WatchedPages) -> None:
        robin = OrganizerFactory.create(is_superuser=True)
        question = Question.objects.get(slug="who-is-behind")
        page = open_as(pages, robin, "/admin/campaign/question/")
        follow(page, f'#result_list a[href$="/{question.pk}/change/"]')
        tab_to(page.locator("#id_answer"))
        page.keyboard.press("Control+A")
        page.keyboard.type("We are **{signd}** people.")
        with page.expect_navigation():
            page.keyboard.press("Tab")
            tab_to(page.locator("[name=_save]"))
            page.keyboard.press("Enter")
        expect(page.locator(".errorlist")).to_contain_text("There’s no figure named {signd}.")
        pages.complaints.clear()
        tab_to(page.locator("#id_answer"))
        assert page.locator("#id_answer").input_value() == "We are **{signd}** people."
        page.keyboard.press("Control+A")
        page.keyboard.type("We are **{signed}** people.")
        with page.expect_navigation():
            tab_to(page.locator("[name=_save]"))
            page.keyboard.press("Enter")
        expect(page.locator(".messagelist")).to_contain_text("was changed")
        reader = pages.open("/faq/#who-is-behind", java_script_enabled=False)
        assert "We are 1 people." in reader.inner_text("main")
