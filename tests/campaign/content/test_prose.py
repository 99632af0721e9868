import re

import pytest
from django.utils import timezone
from django.utils.text import slugify

from campaign.content.models import Article, Passage, Question
from campaign.content.prose import prose_of
from campaign.lib.markdown import Rendered
from tests.factories import ArticleFactory, publish_answer, run

pytestmark = pytest.mark.django_db


def prose(body: str) -> Rendered:
    return prose_of(ArticleFactory.create(body=body), now=timezone.now())


class TestProse:
    def test_fills_in_figures_and_resolves_links(self):
        publish_answer(run("Ada Quartz", fec_id="H6MI11001"))
        html = prose("{signed} of us, such as [[candidate:H6MI11001]].").html
        assert "<p>1 of us, such as <a href=" in html
        assert ">Ada Quartz</a>" in html

    def test_shows_the_words_of_a_link_whose_target_is_gone(self):
        assert prose("See [[gone|our report]].").html == "<p>See our report.</p>\n"

    def test_lists_its_sections_from_the_third_on(self):
        assert prose("## One\n\n## Two").sections == []
        three = prose("## One\n\n## Two\n\n### Deeper\n\n## Two").sections
        assert [(section.anchor, section.title) for section in three] == [
            ("one", "One"),
            ("two", "Two"),
            ("two-2", "Two"),
        ]

    @pytest.mark.parametrize("heading", ["Comment", "Main", "Share", "id_name", "Icon signed"])
    def test_gives_no_heading_an_id_that_the_page_has(self, heading):
        found = prose(f"## {heading}\n\n## Two\n\n## Three\n\n[x](#{slugify(heading)})")
        anchor = found.sections[0].anchor
        assert anchor == f"section-{slugify(heading)}"
        assert f'<h2 id="{anchor}">' in found.html
        assert f'<a href="#{anchor}"' in found.html

    def test_gives_no_two_headings_one_id(self):
        sections = prose("## Main\n\n## Section main\n\n## Main section").sections
        assert len({section.anchor for section in sections}) == 3

    def test_puts_wide_things_into_regions_that_scroll_each_with_a_label(self):
        html = prose("| a |\n|---|\n| 1 |\n\n| b |\n|---|\n| 2 |\n\n```\ncode\n```").html
        for label in ("Table 1", "Table 2", "Code 1"):
            assert f'<div class="prose__wide" role="region" aria-label="{label}" tabindex="0">' in (
                html
            )
        assert html.count("<div") == html.count("</div>") == 3

    def test_takes_markup_for_words(self):
        html = prose('<table onclick="x"> <script>alert(1)</script> [x](javascript:alert(1))').html
        assert "<script" not in html
        assert "<table" not in html
        assert "href" not in html

    def test_asks_for_nothing_where_nothing_is_named(self, django_assert_num_queries):
        article = Article(body="Plain.", slug="plain")
        with django_assert_num_queries(0):
            prose_of(article, now=timezone.now())


class TestTextsOfAPage:
    """What `{% prose %}` draws."""

    TEXT = "See [[beds]], [[gone|that]] and {signed}.\n\n## Sources\n\n| a |\n|---|\n| b |"

    def test_have_all_that_articles_have(self, client):
        beds = ArticleFactory.create(slug="beds", title="The beds")
        Passage.objects.create(place="mission", text=self.TEXT)
        html = client.get("/mission/").text
        link = f'<a href="{beds.get_absolute_url()}" rel="noopener">The beds</a>'
        assert f"<p>See {link}, that and 0.</p>" in html
        assert '<div class="prose__wide" role="region" aria-label="Table 1" tabindex="0">' in html

    def test_begin_below_the_heading_over_them_and_collide_nowhere(self, client):
        for number in range(2):
            Question.objects.create(question="Who?", slug=f"who-{number}", answer=self.TEXT)
        html = client.get("/faq/").text
        assert html.count("<h3>Sources</h3>") == 2
        for label in ("Table 1", "Table 2"):
            assert html.count(f'aria-label="{label}"') == 1
        ids = re.findall(r'\bid="([^"]*)"', html)
        assert sorted(set(ids)) == sorted(ids)

    @pytest.mark.parametrize("count", [1, 50])
    def test_ask_as_often_for_one_as_for_fifty(self, client, django_assert_num_queries, count):
        """Asks for the profile, questions, articles, candidacies, the cycle and its figures."""
        ada = run()
        for number in range(count):
            ArticleFactory.create(slug=f"report-{number}")
            answer = f"[[report-{number}]] [[candidate:{ada.pk + number}]] {{signed}}"
            Question.objects.create(question="Who?", slug=f"who-{number}", answer=answer)
        with django_assert_num_queries(6):
            client.get("/faq/")

    def test_of_the_mission_ask_once_for_each_kind_of_link(self, client, django_assert_num_queries):
        """Asks for the profile, passages, articles, and four lists."""
        for place in ("mission", "why"):
            ArticleFactory.create(slug=place)
            Passage.objects.create(place=place, text=f"[[{place}]]")
        with django_assert_num_queries(7):
            client.get("/mission/")
