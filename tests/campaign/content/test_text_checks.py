import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.content.models import Article, ArticleSource, Question
from campaign.content.text_checks import errors_in_article, errors_in_words, problems
from campaign.lib.markdown import render
from tests.factories import ArticleFactory, run
from tests.pledges.people import a_petition

NOW = timezone.now()
DAY = datetime.timedelta(days=1)

pytestmark = pytest.mark.django_db


def said(
    text: str, *, at: datetime.datetime = NOW, itself: Article | None = None, page: str = ""
) -> list[str]:
    return [str(problem) for problem in problems(text, at=at, itself=itself, page=page)]


class TestProblems:
    def test_name_the_line_the_words_and_the_reason(self):
        text = "One.\n\nSee [[nothing]] and [[petition:sign]].\n\n[Internal Link: sanctuary cities]"
        assert said(text) == [
            "Line 3, [[nothing]]: we can’t find a public article with this address.",
            "Line 3, [[petition:sign]]: we can’t find a public petition with this address.",
            (
                "Line 5, [Internal Link: sanctuary cities]: this looks like a broken link. Write "
                "[words](address)."
            ),
        ]

    def test_are_none_where_every_link_leads_somewhere(self):
        ArticleFactory.create(slug="beds", published_at=NOW)
        ada = run(fec_id="H6MI11001")
        a_petition(slug="end-it")
        text = (
            f"[[beds]] [[beds|words]] [[candidate:{ada.fec_id}]] [[petition:end-it]] "
            "[out](https://example.org/)"
        )
        assert said(text) == []

    def test_name_a_candidate_and_a_kind_that_nobody_knows(self):
        assert said("[[candidate:9]] [[person:9]]") == [
            "Line 1, [[candidate:9]]: we can’t find a candidate with this FEC ID or number.",
            (
                "Line 1, [[person:9]]: “person” isn’t a link type. Use [[petition:…]] or "
                "[[candidate:…]]."
            ),
        ]

    def test_name_a_leftover_in_double_brackets_once(self):
        assert said("[[Internal Link: beds]]") == [
            (
                "Line 1, [[Internal Link: beds]]: “internal link” isn’t a link type. Use "
                "[[petition:…]] or [[candidate:…]]."
            )
        ]

    def test_name_a_link_without_an_end(self):
        assert said("One.\nSee [[beds] there.") == [
            "Line 2, [[beds]: this link isn’t closed. Add ]] or )."
        ]

    def test_leave_code_alone(self):
        assert said("`[[nothing]]`") == []

    def test_depend_on_the_moment_at_which_the_article_becomes_public(self):
        ArticleFactory.create(slug="tomorrow", published_at=NOW + DAY)
        assert len(said("[[tomorrow]]")) == 1
        assert said("[[tomorrow]]", at=NOW + DAY) == []

    def test_of_an_article_are_not_links_to_itself(self):
        draft = ArticleFactory.create(slug="draft", published_at=None)
        assert said("[[draft]]", itself=draft) == []

    @pytest.mark.parametrize(
        "address",
        [
            "/tracker/?state=MI&party=DEM",
            "/tracker",
            "/tracker.csv",
            "/news/2026/draft/#what-they-say",
            "https://example.org/nothing/",
            "mailto:us@example.org",
            "#what-they-say",
        ],
    )
    def test_are_no_ordinary_links_to_what_is_there(self, address):
        draft = ArticleFactory.create(slug="draft", published_at=None)
        assert said(f"[x]({address})\n\n## What they say", itself=draft) == []

    @pytest.mark.parametrize(
        "address",
        [
            *("/trackr/", "trackr", "../tracker/", "#nowhere", "/admin/", "//", "/%00/"),
            *("/news/2026/nothing/", "/news/2026/nothing/comment/", "/tracker/zz/"),
            *("/candidates/999999-nobody/", f"/media/pictures/{'0' * 32}.svg", "/faq/#nothing"),
            *("http://river.example/nothing/", "https://RIVER.example/nothing/", "?page=2"),
            *("https://", "https:/river", "mailto:", "mailto:us", "tel:123", "#"),
            *("/news/2026/draft/#nothing", "/news/2026/other/", "/tracker.csv#rows"),
        ],
    )
    def test_name_an_ordinary_link_to_nothing(self, settings, address):
        settings.SITE_URL = "https://river.example"
        draft = ArticleFactory.create(slug="draft", published_at=None)
        ArticleFactory.create(slug="other", published_at=None)
        [problem] = problems(f"One.\n\n[x]({address})", at=NOW, itself=draft)
        assert str(problem) == f"Line 3, {address}: we can’t find this page or section."

    def test_name_an_empty_link(self):
        assert said("One\n[x]().") == ["Line 2, […](): we can’t find this page or section."]

    def test_are_no_links_to_what_is_public_on_this_site_by_its_full_address(self, settings):
        settings.SITE_URL = "https://river.example"
        Question.objects.create(question="Who?", slug="who", answer="We.")
        ada = run("Ada Quartz")
        text = (
            f"[a](http://river.example/faq/#who) [b](https://river.example) [c](/faq#who) "
            f"[d](/candidates/{ada.pk}-before/) [e](mailto:?subject=Look) [f](#share)"
        )
        assert said(text, itself=Article(slug="draft")) == []

    def test_of_ordinary_links_are_those_of_the_moment_too(self):
        other = ArticleFactory.create(
            slug="other", published_at=NOW + DAY, body="[it](/news/2026/itself/)\n\n## Beds"
        )
        text = "[a]({0}) [b]({0}#beds) [c]({0}comment/)".format(other.get_absolute_url())
        assert len(said(text)) == 3
        assert said(text, at=NOW + DAY) == []

    def test_write_nothing_to_find_out(self):
        address = ArticleFactory.create(body="Words.").get_absolute_url()
        with CaptureQueriesContext(connection) as asked:
            assert said(f"[x]({address}) [y](/) [z](/tracker/)") == []
        writes = re.compile(r"INSERT|UPDATE|DELETE")
        assert [query for query in asked.captured_queries if writes.match(query["sql"])] == []

    def test_follow_a_heading_whose_id_the_page_had_already(self):
        article = Article(slug="draft")
        assert said("[x](#comment) [y](#section-comment)\n\n## Comment", itself=article) == []
        assert len(said("[x](#comment)", itself=article)) == 1

    def test_of_a_passage_are_the_sections_of_its_page(self):
        Question.objects.create(question="Who?", slug="who", answer="We.")
        assert said("[x](#who)\n\n## Sources", page="/faq/") == []
        assert len(said("[x](#sources)\n\n## Sources", page="/faq/")) == 1

    def test_have_the_line_of_the_row_in_a_table(self):
        table = "| a |\n|---|\n| [[nope\\|b]] |\n| [[gone]] |\n\n[[lost]]"
        assert [problem.line for problem in problems(table, at=NOW)] == [3, 4, 6]


class TestErrorsInWords:
    @pytest.mark.parametrize(
        "words", ["[Internal Link: beds]", "So [[beds]]", "[[beds", "[LINK: ]"]
    )
    def test_name_what_would_be_no_link(self, words):
        [error] = errors_in_words(f"Words {words}")
        assert "you can’t use links in this field" in error.messages[0]
        assert error.code == "link_in_words"

    @pytest.mark.parametrize("words", ["", "Blink: x", "The link: x", "A [sic] word"])
    def test_are_none_in_words(self, words):
        assert errors_in_words(words) == []


class TestErrorsInArticle:
    def test_name_each_place(self):
        article = ArticleFactory.create(title="[[a]]", summary="[Link: b]", body="[[c]]")
        ArticleSource.objects.create(article=article, title="Minutes", publisher="[Link: d]")
        found = [message for error in errors_in_article(article, at=NOW) for message in error]
        assert [message.partition(":")[0] for message in found] == [
            "Line 1, [[c]]", "Title, [[a]", "Summary, [Link", "Source, [Link",
        ]  # fmt: skip


@pytest.mark.django_db
def test_notices_stars_that_make_nothing_bold():
    now = timezone.now()
    [problem] = problems("**Bold.**\n\n**Rule: **More", at=now)
    assert (problem.line, problem.reason) == (
        3,
        "readers will see these stars. Remove the spaces just inside them.",
    )
    assert not problems("`**code: **` and 2 \\*\\* 3", at=now)
    [problem] = problems("2 \\* 3\n\n**Rule: **More", at=now)
    assert problem.line == 3


@pytest.mark.django_db
def test_names_each_piece_of_a_pasted_document_that_no_page_shows():
    pasted = """# **The title** {#the-title}

Plain **bold**, ~~gone~~, [a link](https://example.org/).[^1] 5 \\* 3

* One
* Two

| A | B |
| :---- | :---- |
| 1 | 2<br>3 |

A picture: ![][image1]

![A sign](https://example.org/sign.png)

[^1]: A source with words.

[image1]: <data:image/png;base64,iVBORw0KGgo=>
"""
    found = [str(problem) for problem in problems(pasted, at=timezone.now())]
    assert found == [
        "Line 1, {#the-title}: we give every heading its own link. Delete this.",
        "Line 3, [^1]: you can’t use footnotes. Put the source in a link.",
        "Line 10, <br>: readers will see this HTML tag. Delete it.",
        "Line 12, ![]: this text can’t have pictures. Add yours under “Pictures.”",
        "Line 14, ![A sign]: this text can’t have pictures. Add yours under “Pictures.”",
        "Line 16, [^1]: you can’t use footnotes. Put the source in a link.",
    ]
    html = render(pasted).html
    assert "<s>gone</s>" in html
    assert "<strong>bold</strong>" in html
    assert "base64" not in html
