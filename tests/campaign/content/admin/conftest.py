from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from campaign.content.models import Article
from tests.factories import ArticleFactory, OrganizerFactory


@pytest.fixture
def draft(db: None) -> Article:
    article: Article = ArticleFactory.create(slug="beds", published_at=None)
    return article


@pytest.fixture
def organizer(db: None, client: Client) -> Client:
    client.force_login(OrganizerFactory.create(is_superuser=True))
    return client


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
