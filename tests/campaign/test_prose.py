import pytest
from django.utils import timezone

from campaign.models import Article
from campaign.prose import Prose, prose_of
from tests.factories import ArticleFactory, publish_answer, run

pytestmark = pytest.mark.django_db


def prose(body: str) -> Prose:
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

    @pytest.mark.parametrize("heading", ["Comment", "Main", "id_name", "Icon signed"])
    def test_gives_no_heading_an_id_that_the_page_has(self, heading):
        found = prose(f"## {heading}\n\n## Two\n\n## Three")
        anchor = found.sections[0].anchor
        assert anchor.endswith("-section")
        assert f'<h2 id="{anchor}">' in found.html

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
