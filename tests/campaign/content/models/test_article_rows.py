import pytest
from django.db import IntegrityError, transaction

from campaign.content.models import RelatedArticle
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


class TestRelatedArticle:
    def test_leads_to_another_article_once(self):
        article, other = ArticleFactory.create(), ArticleFactory.create()
        RelatedArticle.objects.create(article=article, leads_to=other)
        with pytest.raises(IntegrityError, match="listed_once"), transaction.atomic():
            RelatedArticle.objects.create(article=article, leads_to=other)
        with pytest.raises(IntegrityError, match="another_one"), transaction.atomic():
            RelatedArticle.objects.create(article=article, leads_to=article)
