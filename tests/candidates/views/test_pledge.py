import datetime

import pytest
import time_machine

from candidates.models import PledgeText
from candidates.statistics import record_figures, signers_of_texts
from tests.factories import PledgeTextFactory, publish_answer, run

pytestmark = pytest.mark.django_db
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
