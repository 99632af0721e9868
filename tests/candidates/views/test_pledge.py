import datetime

import pytest
import time_machine

from candidates.models import Evidence, PledgeText
from candidates.statistics import record_figures, signers_of_texts
from tests.candidates.views.test_tracker import text_of
from tests.factories import PledgeTextFactory, publish_answer, run

pytestmark = pytest.mark.django_db
SENTENCE = "We publish an answer only with evidence"
PAGES = [
    "/",
    "/tracker/",
    "/candidates/H6MI11001-ada/",
]
JUNE = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def in_june():
    with time_machine.travel(JUNE, tick=False):
        yield


@pytest.fixture
def texts() -> list[PledgeText]:
    return [
        PledgeTextFactory.create(
            version=number, title=f"Pledge {number}", body=body, effective_on=on
        )
        for number, body, on in [
            (1, "First & <i>only</i>.", datetime.date(2026, 1, 5)),
            (2, "Second.\n\nOne more.", datetime.date(2026, 3, 9)),
            (3, "Third, for July.", datetime.date(2026, 7, 1)),
            (4, "Fourth, a draft.", None),
        ]
    ]


@pytest.fixture
def signer(in_june) -> None:
    publish_answer(run("Ada Quartz", person__slug="ada", fec_id="H6MI11001"))


class TestPledge:
    def test_says_that_no_text_is_in_use(self, client):
        page = client.get("/pledge/").text
        assert "No pledge yet" in page
        assert "SHA-256" not in page

    def test_shows_the_text_in_use_first_and_the_earlier_ones_with_date_and_hash(
        self, client, texts
    ):
        page = client.get("/pledge/").text
        assert page.index("Pledge 2") < page.index("Earlier versions") < page.index("Pledge 1")
        assert "First &amp; &lt;i&gt;only&lt;/i&gt;." in page
        assert "March 9, 2026" in page
        for text in texts[:2]:
            assert text.sha256 in page

    def test_shows_no_draft_and_no_text_of_the_future(self, client, texts):
        page = client.get("/pledge/").text
        assert "Third" not in page
        assert "Fourth" not in page
        assert texts[2].sha256 not in page

    def test_counts_who_signed_each(self, client, texts):
        for version in (0, 1, 1):
            publish_answer(run(), pledge_text=texts[version])
        publish_answer(run(), "refused", pledge_text=texts[1])
        page = " ".join(client.get("/pledge/").text.split())
        assert "<dt>Signers in 2026</dt><dd>2 people</dd>" in page
        assert "<dt>Signers in 2026</dt><dd>1 person</dd>" in page

    def test_sets_no_cookie_and_serves_reading_only(self, client):
        assert not client.get("/pledge/").cookies
        assert client.post("/pledge/").status_code == 405


class TestSignersOfTexts:
    def test_add_up_to_the_signers(self, texts):
        runs = [run() for _ in range(4)]
        for candidacy, text in zip(runs, [0, 1, 1], strict=False):
            publish_answer(candidacy, pledge_text=texts[text])
        publish_answer(runs[3], "signed_with_changes", pledge_text=texts[1])
        signers = signers_of_texts(runs[0].race.cycle)
        assert signers == {texts[0].pk: 1, texts[1].pk: 2}
        assert sum(signers.values()) == record_figures(runs[0].race.cycle).signed

    def test_follow_a_person_to_the_version_signed_last(self, texts):
        candidacy = run()
        publish_answer(candidacy, pledge_text=texts[0])
        publish_answer(candidacy, pledge_text=texts[1], answered_on=datetime.date(2026, 4, 1))
        assert signers_of_texts(candidacy.race.cycle) == {texts[1].pk: 1}

    def test_are_nobody_without_a_cycle(self):
        assert signers_of_texts(None) == {}


class TestSha256:
    def test_is_the_same_however_the_browser_ends_its_lines(self):
        unix = PledgeText(title="T", body="one\n\ntwo")
        windows = PledgeText(title="T", body="one\r\n\r\ntwo")
        assert unix.sha256 == windows.sha256


@pytest.mark.usefixtures("signer")
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


@pytest.mark.usefixtures("signer")
class TestMethodLine:
    @pytest.mark.parametrize("address", PAGES)
    def test_stands_where_readers_meet_the_record(self, client, address):
        page = text_of(client.get(address))
        assert page.count(SENTENCE) == 1
        assert "only after a second person checks it" in page
        assert '<a href="/method/">How we verify answers</a>' in page

    @pytest.mark.parametrize("address", PAGES)
    def test_claims_no_second_person_where_none_is_needed(self, client, settings, address):
        settings.TWO_PERSON_RULE = False
        line = text_of(client.get(address)).partition(SENTENCE)[2].partition("</p>")[0]
        assert "person" not in line


@pytest.mark.usefixtures("signer")
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
