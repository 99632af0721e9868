"""Pages about passing a page on."""

import datetime
import re
from html import unescape
from urllib.parse import unquote

import pytest
import time_machine

from campaign.content.models import Profile
from candidates.models import Candidacy, Person
from tests.factories import SOURCE, ArticleFactory, publish_answer, run
from tests.pledges.people import a_petition, signatures

pytestmark = [
    pytest.mark.usefixtures("preview_media"),
    pytest.mark.django_db,
]
HOSTILE = "Ana “&#?%+” O'Brien-Nuñez 🕯️ محمد"


@pytest.fixture
def ada() -> Candidacy:
    ada = run("Ada Quartz", party_code="DEM")
    publish_answer(ada)
    return ada


def links_in(page: str) -> dict[str, str]:
    """Return where each way to share leads, by its name."""
    found = re.findall(r'<a class="button button--plain" href="([^"]+)">([^<]+)</a>', page)
    return {name: unescape(url) for url, name in found}


class TestShare:
    @time_machine.travel("2026-05-01T12:00:00Z", tick=False)
    def test_says_something_about_each_page(self, client, ada, subtests):
        Profile.objects.update(short_ask="mend the levee")
        petition = a_petition(slug="levee", title="Mend the levee.")
        signatures(petition, 2)
        article = ArticleFactory.create(title="The beds")
        who = "Who has pledged to mend the levee? 1 signed, 0 refused, 0 no answer."
        said = {
            "/": who,
            "/tracker/": who,
            "/tracker/mi/": f"Michigan: {who}",
            "/tracker/mi/11/": f"Michigan, District 11: {who}",
            ada.get_absolute_url(): (
                "Ada Quartz signed the pledge to mend the levee. Michigan, District 11, 2026."
            ),
            petition.get_absolute_url(): ("2 people have signed “Mend the levee.” Add your name."),
            article.get_absolute_url(): "The beds",
        }
        for path, message in said.items():
            with subtests.test(path):
                page = client.get(path).text
                assert f'data-text="{message}"' in page
                [more] = re.findall(r'href="(/share/[^"]*)"', page)
                shared = client.get(more)
                assert message in shared.text or path == article.get_absolute_url()
                assert '<meta name="robots" content="noindex">' in shared.text
                assert set(links_in(shared.text)) >= {
                    "Text message", "WhatsApp", "Bluesky", "Mastodon", "Facebook", "Email",
                }  # fmt: skip

    def test_writes_any_name_into_its_links(self, client, ada):
        Person.objects.update(full_name=HOSTILE)
        page = client.get(f"/share/candidate/{ada.pk}/").text
        ada.person.refresh_from_db()
        for name, url in links_in(page).items():
            assert "&" not in url.replace("?&body=", "").replace("&body=", "")
            assert url.count("#") == (name == "Mastodon")
            assert url.isascii()
            told = unquote(url)
            assert "http://testserver/candidates/" in told
            assert HOSTILE in told or name == "Facebook"

    def test_cuts_a_post_to_what_fits(self, client, ada):
        Person.objects.update(full_name="Ada " + "Quartz" * 32)
        Profile.objects.update(short_ask="mend the levee " * 4)
        links = links_in(client.get(f"/share/candidate/{ada.pk}/").text)
        post = unquote(links["Bluesky"].partition("=")[2])
        assert len(post) == 300
        assert re.search(r"… http://testserver/candidates/\S+/$", post)

    def test_leads_from_another_spelling_to_its_own_address(self, client, ada):
        moved = client.get("/share/seat/MI-11/")
        assert (moved.status_code, moved.headers["Location"]) == (301, "/share/seat/mi-11/")

    def test_is_of_no_page_that_is_not_there(self, client, ada, subtests):
        Person.objects.update(died_on=datetime.date(2026, 4, 1), died_source_url=SOURCE)
        for path in ("state/zz", "seat/mi-99", "seat/mi", f"candidate/{ada.pk}", "petition/x"):
            with subtests.test(path):
                assert client.get(f"/share/{path}/").status_code == 404
