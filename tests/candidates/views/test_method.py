import pytest

from candidates.models import Evidence
from tests.candidates.views.test_tracker import text_of
from tests.factories import publish_answer, run

pytestmark = pytest.mark.django_db
SENTENCE = "We publish an answer only with evidence"
PAGES = [
    "/",
    "/tracker/",
    "/tracker/signed/",
    "/tracker/mi/",
    "/tracker/mi/11/",
    "/candidates/H6MI11001-ada/",
    "/corrections/",
]


@pytest.fixture(autouse=True)
def _signer() -> None:
    publish_answer(run("Ada Quartz", person__slug="ada", fec_id="H6MI11001"))


class TestMethod:
    def test_says_who_checks_what(self, client):
        page = text_of(client.get("/method/"))
        assert "A news report alone isn’t enough to publish a refusal." in page
        assert "No one verifies an answer if they recorded it" in page
        assert "silence isn’t a refusal" in page
        assert 'id="fingerprint"' in page

    def test_claims_no_second_person_where_none_is_needed(self, client, settings):
        settings.TWO_PERSON_RULE = False
        page = text_of(client.get("/method/"))
        assert "No one verifies an answer if they recorded it" not in page
        assert "may also be the one who checks it" in page


class TestMethodLine:
    @pytest.mark.parametrize("address", PAGES)
    def test_stands_on_every_page_that_shows_a_status(self, client, address):
        page = text_of(client.get(address))
        assert page.count(SENTENCE) == 1
        assert "only after a second person checks it" in page
        assert '<a href="/method/">How we verify answers</a>' in page

    @pytest.mark.parametrize("address", PAGES)
    def test_claims_no_second_person_where_none_is_needed(self, client, settings, address):
        settings.TWO_PERSON_RULE = False
        line = text_of(client.get(address)).partition(SENTENCE)[2].partition("</p>")[0]
        assert "person" not in line


class TestEvidenceLink:
    @pytest.mark.parametrize(
        "address", ["/tracker/", "/tracker/signed/", "/tracker/mi/", "/tracker/mi/11/"]
    )
    def test_leads_from_a_line_to_what_shows_the_answer(self, client, address):
        run("Bea Quartz")
        evidence = Evidence.objects.get()
        target = f"/candidates/H6MI11001-ada/#evidence-{evidence.pk}"
        page = text_of(client.get(address))
        assert page.count(f'href="{target}"') == page.count(">Evidence<") == 1
        assert f'id="evidence-{evidence.pk}"' in text_of(client.get(target))
