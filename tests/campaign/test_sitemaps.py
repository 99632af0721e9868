import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.content.models import Profile
from campaign.sitemaps import CandidateSitemap, entrances
from tests.factories import ArticleFactory, run
from tests.pledges.people import a_petition


@pytest.fixture(autouse=True)
def site(db, settings):
    settings.SITE_URL = "https://example.org"
    return Profile.objects.create(name="Ours", ask="Asked.", contact_email="us@example.org")


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
            "/ballot/mi/",
            "/ballot/military/",
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

    def test_counts_no_row_of_candidates_to_list_its_pages(self, client, monkeypatch):
        monkeypatch.setattr(CandidateSitemap, "limit", 2)
        for _number in range(5):
            run()
        with CaptureQueriesContext(connection) as queries:
            index = client.get("/sitemap.xml").text
        assert re.findall(r"sitemap-candidates.xml(.*)</loc>", index) == ["", "?p=2", "?p=3"]
        counts = [query["sql"] for query in queries if "COUNT(*)" in query["sql"]]
        assert counts
        assert not [sql for sql in counts if "candidates_candidacy" in sql]

    def test_has_no_other_section(self, client):
        assert client.get("/sitemap-people.xml").status_code == 404


class TestEntrances:
    def test_are_the_pages_of_the_site_and_of_open_petitions(self):
        is_open, won = a_petition(), a_petition(state="won")
        found = list(entrances())
        assert {"/", "/tracker/", "/faq/", is_open.get_absolute_url()} <= {*found}
        assert won.get_absolute_url() not in found
