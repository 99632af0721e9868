import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from campaign.content.models import Article, ArticleSource
from tests.factories import ArticleFactory

NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)

pytestmark = pytest.mark.django_db


class TestArticles:
    def test_are_drafts_scheduled_or_published(self):
        draft = ArticleFactory.create(published_at=None)
        scheduled = ArticleFactory.create(published_at=NOW + DAY)
        published = ArticleFactory.create(published_at=NOW)
        withdrawn = ArticleFactory.create(published_at=NOW)
        withdrawn.withdraw(reason="It was wrong.", now=NOW)
        assert list(Article.objects.drafts()) == [draft]
        assert list(Article.objects.scheduled(NOW)) == [scheduled]
        assert list(Article.objects.published(NOW)) == [published]
        assert set(Article.objects.released(NOW)) == {published, withdrawn}

    def test_appear_by_themselves_when_their_time_comes(self):
        scheduled = ArticleFactory.create(published_at=NOW + DAY)
        assert list(Article.objects.published(NOW + DAY)) == [scheduled]

    def test_have_drafts_and_the_newest_first(self):
        old, new, draft = (
            ArticleFactory.create(published_at=moment) for moment in (NOW - DAY, NOW, None)
        )
        assert list(Article.objects.all()) == [draft, new, old]


class TestArticle:
    def test_has_the_year_of_the_east_in_its_address(self):
        late = datetime.datetime(2027, 1, 1, 4, 59, tzinfo=datetime.UTC)
        article = ArticleFactory.create(slug="beds", published_at=late)
        assert article.get_absolute_url() == "/news/2026/beds/"

    def test_makes_its_address_from_the_title(self):
        article = Article(title="Who signed? ¿Quién?", summary="So.", body="So.")
        article.full_clean()
        assert article.slug == "who-signed-quien"

    def test_asks_for_an_address_where_the_title_has_no_letters(self):
        article = Article(title="李雷", summary="So.", body="So.")
        with pytest.raises(ValidationError, match="Use letters, numbers and hyphens"):
            article.full_clean()

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("hashtag", "Word", "Enter # and letters"),
            ("hashtag", "#two words", "Enter # and letters"),
            ("hashtag", "#a\n", "Enter # and letters"),
            ("body", "{singed} people", "There’s no figure named"),
            ("comments_close_after_days", 0, "Enter 1 or more."),
        ],
    )
    def test_refuses(self, field, value, message):
        article = ArticleFactory.build(**{field: value})
        with pytest.raises(ValidationError, match=message):
            article.full_clean()

    def test_takes_comments_for_a_set_number_of_days(self):
        article = ArticleFactory.create(published_at=NOW, comments_close_after_days=2)
        assert article.takes_comments(NOW)
        assert article.takes_comments(NOW + 2 * DAY - datetime.timedelta(seconds=1))
        assert not article.takes_comments(NOW + 2 * DAY)
        article.comments_open = False
        assert not article.takes_comments(NOW)
        assert not ArticleFactory.build(published_at=None).takes_comments(NOW)

    def test_keeps_what_it_held_before_and_so_do_its_sources(self):
        article = ArticleFactory.create(body="First.")
        article.body = "Second."
        article.save()
        assert [version.body for version in article.history.all()] == ["Second.", "First."]
        source = ArticleSource.objects.create(article=article, title="Minutes")
        assert source.history.count() == 1


class TestAddress:
    @pytest.mark.parametrize("change", [{"slug": "other"}, {"published_at": None}])
    def test_stays_once_the_article_was_public(self, change):
        article = ArticleFactory.create(slug="beds")
        with pytest.raises(DatabaseError, match="keeps its address"), transaction.atomic():
            Article.objects.filter(pk=article.pk).update(**change)
        article.withdraw(reason="Wrong.", now=timezone.now())
        with pytest.raises(DatabaseError, match="keeps its address"), transaction.atomic():
            Article.objects.filter(pk=article.pk).update(**change)

    def test_may_change_until_then(self):
        for moment in (None, timezone.now() + DAY):
            article = ArticleFactory.create(published_at=moment)
            assert Article.objects.filter(pk=article.pk).update(slug=f"other-{article.pk}") == 1

    def test_is_of_one_article(self):
        ArticleFactory.create(slug="beds")
        with pytest.raises(IntegrityError), transaction.atomic():
            ArticleFactory.create(slug="beds")


class TestRules:
    def test_no_article_is_without_an_address(self):
        with pytest.raises(IntegrityError, match="article_has_an_address"), transaction.atomic():
            ArticleFactory.create(slug="")

    @pytest.mark.parametrize(
        "columns",
        [
            {"withdrawn_at": NOW, "withdrawal_reason": ""},
            {"withdrawn_at": None, "withdrawal_reason": "Wrong."},
            {"withdrawn_at": NOW - 2 * DAY, "withdrawal_reason": "Wrong."},
        ],
    )
    def test_what_is_withdrawn_was_public_and_has_a_reason(self, columns):
        with pytest.raises(IntegrityError, match="article_withdrawn"), transaction.atomic():
            ArticleFactory.create(published_at=NOW - DAY, **columns)


class TestWithdrawal:
    def test_can_be_taken_back(self):
        article = ArticleFactory.create()
        article.withdraw(reason="Wrong.", now=timezone.now())
        assert not article.is_published(timezone.now())
        article.put_back()
        article.refresh_from_db()
        assert article.is_published(timezone.now())
        assert article.withdrawal_reason == ""
