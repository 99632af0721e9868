import pytest

from campaign.content.demo.news import DEMANDS, GUIDE, remove_news, write_news
from campaign.content.models import Article, Comment
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


class TestNews:
    def test_has_articles_with_sources_that_lead_to_each_other(self):
        write_news()
        guide = Article.objects.get(slug=GUIDE)
        assert guide.sources.exclude(url="").exists()
        assert [row.leads_to.slug for row in guide.related_rows.all()] == [DEMANDS]

    def test_shows_a_reply_and_the_stub_of_a_removed_comment(self):
        write_news()
        asked, removed = Comment.objects.shown()
        assert "(invented)" in asked.name
        assert [len(each.shown_replies) for each in (asked, removed)] == [1, 1]
        assert (removed.name, removed.text) == ("", "")

    def test_is_written_only_where_there_is_none(self):
        own = ArticleFactory.create()
        write_news()
        assert [*Article.objects.all()] == [own]

    def test_is_removed_except_for_what_an_organizer_changed(self):
        write_news()
        Article.objects.filter(slug=GUIDE).update(title="Ours now")
        remove_news()
        assert [article.title for article in Article.objects.all()] == ["Ours now"]
