"""What programs ask for."""

import datetime
import json
import re

import pytest
import time_machine
from django.utils import timezone

from campaign.content.models import Profile, SocialLink
from tests.factories import ArticleFactory, run
from tests.pledges.people import a_petition

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture(autouse=True)
def site(db, settings):
    settings.SITE_URL = "https://example.org"
    return Profile.objects.create(name="Ours", ask="Asked.", contact_email="us@example.org")


def data_of(client, path: str) -> dict[str, dict]:
    blocks = [json.loads(block) for block in BLOCK.findall(client.get(path).content.decode())]
    return {block["@type"]: block for block in blocks}


class TestRobots:
    def test_are_told_of_the_sitemap(self, client):
        text = client.get("/robots.txt").content.decode()
        assert "Sitemap: https://example.org/sitemap.xml" in text
        assert "admin" not in text


class TestSitemap:
    def test_lists_every_kind_of_page(self, client):
        candidacy = run("Ada Quartz")
        article = ArticleFactory.create()
        petition = a_petition(state="won")
        index = client.get("/sitemap.xml").content.decode()
        sections = re.findall(r"<loc>https://example\.org(/sitemap-\w+\.xml)</loc>", index)
        listed = "".join(client.get(section).content.decode() for section in sections)
        for path in (
            "/mission/",
            "/tracker/mi/",
            "/tracker/mi/11/",
            candidacy.get_absolute_url(),
            article.get_absolute_url(),
            "/petitions/",
            petition.get_absolute_url(),
        ):
            assert f"<loc>https://example.org{path}</loc>" in listed

    def test_names_only_pages_that_are_there(self, client):
        run("Ada Quartz")
        ArticleFactory.create(published_at=None)
        ArticleFactory.create(updated_on=datetime.date(2026, 11, 20))
        ArticleFactory.create()
        a_petition()
        a_petition(state="draft")
        a_petition(opens_at=timezone.now() + datetime.timedelta(days=1))
        for section in re.findall(r"<loc>(.*)</loc>", client.get("/sitemap.xml").content.decode()):
            text = client.get(section.removeprefix("https://example.org")).content.decode()
            for page in re.findall(r"<loc>https://example\.org(.*?)</loc>", text):
                assert client.get(page).status_code == 200, page

    def test_has_no_other_section(self, client):
        assert client.get("/sitemap-people.xml").status_code == 404


class TestSecurity:
    @pytest.fixture(autouse=True)
    def promise(self, settings):
        settings.SECURITY_TXT_EXPIRES_ON = datetime.date(2027, 6, 30)

    @time_machine.travel("2027-06-30T23:59:00Z")
    def test_says_whom_to_tell_and_until_when(self, client):
        text = client.get("/.well-known/security.txt").content.decode()
        assert "Contact: mailto:us@example.org\n" in text
        assert "Expires: 2027-06-30T23:59:59Z\n" in text
        assert "Canonical: https://example.org/.well-known/security.txt\n" in text

    @time_machine.travel("2027-07-01T00:00:00Z")
    def test_promises_nothing_any_more_once_it_expired(self, client):
        assert client.get("/.well-known/security.txt").status_code == 404

    def test_promises_nothing_without_a_contact(self, client, site):
        site.contact_email = ""
        site.save()
        assert client.get("/.well-known/security.txt").status_code == 404


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
