import pytest

from campaign.content.models import Article
from tests.factories import ArticleFactory


@pytest.fixture
def draft(db) -> Article:
    return ArticleFactory.create(slug="beds", published_at=None)
