import json
import re

import pytest

from campaign.content.models import Profile, SocialLink
from tests.factories import ArticleFactory, run

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture(autouse=True)
def site(db, settings):
    settings.SITE_URL = "https://example.org"
    return Profile.objects.create(name="Ours", ask="Asked.", contact_email="us@example.org")


def data_of(client, path: str) -> dict[str, dict]:
    blocks = [json.loads(block) for block in BLOCK.findall(client.get(path).content.decode())]
    return {block["@type"]: block for block in blocks}


class TestStructuredData:
    def test_says_who_the_campaign_is(self, client):
        SocialLink.objects.create(name="Elsewhere", url="https://example.com/us")
        organization = data_of(client, "/")["Organization"]
        assert organization["name"] == "Ours"
        assert organization["url"] == "https://example.org/"
        assert organization["sameAs"] == ["https://example.com/us"]

    def test_says_where_a_page_stands(self, client):
        candidacy = run("Ada Quartz")
        crumbs = data_of(client, candidacy.get_absolute_url())["BreadcrumbList"]["itemListElement"]
        assert [(crumb["position"], crumb["name"]) for crumb in crumbs] == [
            (1, "Tracker"),
            (2, "Michigan"),
            (3, "District 11"),
            (4, "Ada Quartz"),
        ]
        assert crumbs[-1]["item"] == f"https://example.org{candidacy.get_absolute_url()}"

    def test_describes_an_article(self, client):
        article = ArticleFactory.create(title="</script><b>", author="Mica Fern")
        told = data_of(client, article.get_absolute_url())["NewsArticle"]
        assert told["headline"] == "</script><b>"
        assert told["author"]["name"] == "Mica Fern"
        assert told["datePublished"]
        assert told["publisher"]["name"] == "Ours"
