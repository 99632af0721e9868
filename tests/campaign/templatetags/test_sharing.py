import json
import re

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from campaign.content.models import Profile
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def drawn(words: str, **context: object) -> str:
    request = RequestFactory().get("/")
    template = Template("{% load sharing %}" + words)
    return template.render(Context({"request": request, **context}))


class TestPreview:
    def test_names_the_picture_and_what_it_says(self, settings):
        settings.SITE_URL = "https://example.org"
        Profile.objects.create(name="Clean Rivers", ask="We ask.")
        article = ArticleFactory.create(title="The beds", summary="So many.")
        words = '{% preview_of "article" article as card %}{% preview card %}'
        tags = drawn(words, article=article)
        address = rf"https://example.org/previews/article/{article.slug}/[0-9a-f]{{16}}\.png"
        assert re.search(f'property="og:image" content="{address}"', tags)
        assert 'og:image:alt" content="The beds. So many. Clean Rivers."' in tags
        assert 'og:image:width" content="1200"' in tags


class TestArticleData:
    def test_describes_an_article_with_its_preview(self):
        article = ArticleFactory.create(title="The beds </script>")
        block = drawn("{% article_data article %}", article=article)
        told = json.loads(block.partition(">")[2].rpartition("</script>")[0])
        assert told["headline"] == "The beds </script>"
        assert "/previews/article/" in told["image"][0]
