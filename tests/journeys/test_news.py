"""An organizer publishes an article once its links lead somewhere; a reader comments on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaign.content.models import Article, ArticleSource, Comment, Picture, RelatedArticle
from tests.factories import ArticleFactory, CommentFactory, OrganizerFactory
from tests.journeys.conftest import WatchedPages
from tests.journeys.keyboard import follow, tab_to
from tests.journeys.organizers import open_as

BODY = """\
The county rents out beds.

## What the records say

See [[earlier-report]].

## Who decides

The board.

## What to do

Call."""
WIDE = """\
## Main

Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft and
`a_name_that_is_very_long_and_has_no_blank_in_it_whatever_the_width_of_the_page_may_be`.

## Comment

| County | Beds under contract | Price a night | Extended until | Signed by |
|---|---|---|---|---|
| Springfield | 412 | $129.50 | March 31, 2027 | The county executive |

## Code

```
GET /records?county=springfield&year=2026&page=1&format=csv&columns=all&sort=price&order=down
```

https://example.org/a-very-long-address-of-a-page-without-any-blank-in-it-that-goes-on-and-on"""


@pytest.fixture
def robin(site_address: str) -> User:
    return OrganizerFactory.create(username="robin", is_superuser=True)


def type_into(page: Page, selector: str, text: str) -> None:
    """Write `text` into a box by the keyboard, in the place of what is in it."""
    tab_to(page.locator(selector))
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def skip_to_content(page: Page) -> None:
    """Pass by the list of everything that organizers can open."""
    tab_to(page.locator(".skip-to-content-link"))
    page.keyboard.press("Enter")


class TestAnArticle:
    @pytest.mark.parametrize("java_script_enabled", [True, False])
    def test_is_published_read_commented_on_and_answered_by_keyboard(
        self, pages: WatchedPages, robin: User, java_script_enabled: bool
    ) -> None:
        organizer = open_as(
            pages,
            robin,
            "/admin/campaign/article/add/",
            java_script_enabled=java_script_enabled,
        )
        self.publish(organizer, pages)
        reader = pages.open("/", width=320, java_script_enabled=java_script_enabled)
        self.comment(reader)
        self.approve_and_reply(organizer, pages)
        reader.goto(pages.address + Article.objects.get(slug="the-beds").get_absolute_url())
        comments = reader.get_by_role("region", name="Comments")
        expect(comments.get_by_role("article")).to_have_count(2)
        expect(comments.get_by_role("article", name="Fern")).to_contain_text("I live next door.")
        reply = comments.get_by_role("article", name="The campaign")
        expect(reply).to_contain_text("Organizer")
        expect(reply).to_contain_text("On Thursday at seven.")
        expect(comments).not_to_contain_text("fern@example.org")
        assert reader.context.cookies() == []

    def publish(self, page: Page, pages: WatchedPages) -> None:
        type_into(page, "#id_title", "The beds")
        type_into(page, "#id_summary", "So many.")
        type_into(page, "#id_body", BODY)
        follow(page, "[name=_publish]")
        expect(page).to_have_title(re.compile("^Error: "))
        place = "Line 5, [[earlier-report]]: we can’t find a public article with this address"
        expect(page.locator(".field-body .errorlist")).to_contain_text(place)
        summary = page.get_by_role("alert").get_by_role("link", name=place)
        expect(summary).to_have_attribute("href", "#id_body")
        expect(page.locator("#id_summary")).to_have_value("So many.")
        assert not Article.objects.exists()
        pages.complaints.clear()  # the browser's own word about the status 422
        type_into(page, "#id_body", BODY.replace("earlier-report", "the-beds"))
        follow(page, "[name=_publish]")
        expect(page.get_by_text("“The beds” is public.")).to_be_visible()

    def comment(self, page: Page) -> None:
        tab_to(page.get_by_role("button", name="Menu"))
        page.keyboard.press("Enter")
        follow(page, ".site-header [href='/news/']")
        follow(page, ".leaflet [href$='/the-beds/']")
        sections = page.get_by_role("navigation", name="In this article")
        expect(sections.get_by_role("listitem")).to_have_text(
            ["What the records say", "Who decides", "What to do"]
        )
        for field in ("name", "email", "text"):
            expect(page.locator(f"#id_{field}")).to_have_js_property("required", True)
        type_into(page, "#id_name", "Fern")
        type_into(page, "#id_email", "fern@example.org")
        type_into(page, "#id_text", "I live next door.")
        follow(page, "form.letter button")
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()

    def approve_and_reply(self, page: Page, pages: WatchedPages) -> None:
        self.open_first_comment(page, f"{pages.address}/admin/campaign/comment/")
        follow(page, "[name=decision][value=approved]")
        expect(page.get_by_text("Approved.")).to_be_visible()
        self.open_first_comment(page, f"{pages.address}/admin/campaign/comment/?state=approved")
        type_into(page, "#id_text", "On Thursday at seven.")
        type_into(page, "#id_name", "The campaign")
        follow(page, "form[action$='/reply/'] button")
        expect(page.get_by_text("Your reply is public.")).to_be_visible()

    def open_first_comment(self, page: Page, address: str) -> None:
        page.goto(address)
        skip_to_content(page)
        follow(page, "#result_list tbody th a")
        skip_to_content(page)


class TestACommentWithAMistake:
    @pytest.mark.parametrize("java_script_enabled", [True, False])
    def test_leads_to_the_field_and_keeps_the_rest(
        self, pages: WatchedPages, robin: User, java_script_enabled: bool
    ) -> None:
        article = ArticleFactory.create()
        page = pages.open(
            article.get_absolute_url(), width=320, java_script_enabled=java_script_enabled
        )
        page.get_by_label("Your name").fill("Fern")
        page.get_by_label("Your comment").fill("I live next door.")
        page.get_by_role("button", name="Send my comment").click()
        expect(page).to_have_title(re.compile("^Error: Comment on"))
        summary = page.get_by_role("alert")
        if java_script_enabled:
            expect(summary).to_be_focused()
        summary.get_by_role("link", name="Enter your email address.").press("Enter")
        expect(page.get_by_label("Your email address")).to_be_focused()
        expect(page.get_by_label("Your comment")).to_have_value("I live next door.")
        page.keyboard.type("fern@example.org")
        page.get_by_role("button", name="Send my comment").click()
        page.wait_for_url("**/comment/thanks/")
        pages.complaints.clear()  # the browser's own word about the status 422


class TestModeration:
    def test_of_many_is_one_action_by_keyboard(self, pages: WatchedPages, robin: User) -> None:
        for _number in range(3):
            CommentFactory.create()
        page = open_as(pages, robin, "/admin/campaign/comment/", java_script_enabled=False)
        skip_to_content(page)
        tab_to(page.locator("select[name=action]"))
        page.keyboard.type("Approve")
        for number in (1, 2):
            tab_to(page.locator(f"#result_list tbody tr:nth-child({number}) input"))
            page.keyboard.press("Space")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        tab_to(page.get_by_role("button", name="Approve (2)"))
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_text("2 comments: approved.")).to_be_visible()
        assert Comment.objects.approved().count() == 2


class TestPages:
    def test_are_for_everybody(
        self,
        pages: WatchedPages,
        robin: User,
        assert_each_for_everybody: Callable[[Iterable[str]], None],
        settings,
        tmp_path,
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        placard = Picture(words="NO ONE / IS A NUMBER", alt="A placard")
        placard.letter()
        placard.save()
        article = ArticleFactory.create(
            title="Beds " + "x" * 60, hashtag="#Beds", body=WIDE, lead_picture=placard
        )
        ArticleSource.objects.create(
            article=article, title="Minutes", url=f"https://example.org/{'a' * 90}"
        )
        RelatedArticle.objects.create(article=article, leads_to=ArticleFactory.create())
        comment = CommentFactory.create(article=article, state="approved", text="y" * 90)
        CommentFactory.create(
            article=article,
            in_reply_to=comment,
            is_from_organizer=True,
            email=None,
            state="approved",
        )
        withdrawn = ArticleFactory.create()
        withdrawn.withdraw(reason="It was wrong.", now=timezone.now())
        closed = ArticleFactory.create(comments_open=False)
        assert_each_for_everybody(
            [
                "/news/",
                article.get_absolute_url(),
                article.comment_url,
                f"{article.comment_url}thanks/",
                withdrawn.get_absolute_url(),
                closed.comment_url,
            ]
        )
        pages.complaints.clear()  # the browser's own word about the statuses 409 and 410

    def test_that_are_wide_scroll_within_by_keyboard(
        self, pages: WatchedPages, robin: User
    ) -> None:
        page = pages.open(ArticleFactory.create(body=WIDE).get_absolute_url(), width=320)
        for name in ("Table 1", "Code 1"):
            region = page.get_by_role("region", name=name)
            tab_to(page.locator(f"[aria-label='{name}']"))
            expect(region).to_be_focused()
            page.keyboard.press("ArrowRight")
            expect(region).not_to_have_js_property("scrollLeft", 0)
