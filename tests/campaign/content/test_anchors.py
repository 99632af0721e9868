import re

import pytest

from campaign.content.anchors import ON_EVERY_PAGE, RESERVED
from tests.factories import ArticleFactory


class TestReserved:
    @pytest.mark.django_db
    def test_has_every_id_of_an_article_but_those_of_its_headings(self, client):
        article = ArticleFactory.create(body="## Main\n\n## Share\n\n## The beds")
        page = client.get(article.get_absolute_url()).text
        ids = re.findall(r'\sid="([^"]*)"', page)
        assert len(ids) == len(set(ids))
        assert set(ids) >= {"section-main", "section-share", "the-beds"}
        assert set(ids) >= ON_EVERY_PAGE
        headings = set(re.findall(r'<h2 id="([^"]*)"', page))
        assert all(map(RESERVED.fullmatch, set(ids) - headings))
