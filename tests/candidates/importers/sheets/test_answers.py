import pytest

from candidates.ledger import acts
from candidates.models import Answer, Evidence
from tests.candidates.importers.sheets.conftest import NOON, applied, changes, notes, reasons
from tests.factories import PledgeTextFactory, publish_answer

HEADER = "fec_id,answer,answered_on,evidence_kind,link,signed by"
LINK = "https://ada.example/pledge"


@pytest.fixture(autouse=True)
def text(db):
    return PledgeTextFactory.create()


class TestAnswers:
    def test_come_in_as_drafts_that_a_second_person_has_to_verify(self, brought, ada, robin, text):
        lines = (HEADER, f"h6mi11001,signed,3/14/2026,campaign's own website,{LINK},Ada Quartz")
        record = brought(lines[0], lines[1].replace("'", "’"), kind="answers")
        assert changes(record) == ["2 answer:  → signed, 2026-03-14"]
        assert applied(record)
        draft = Answer.objects.get()
        assert (draft.published_at, draft.verified_by, draft.recorded_by) == (None, None, robin)
        assert (draft.pledge_text, draft.signer_name) == (text, "Ada Quartz")
        assert (draft.lead_evidence.url, draft.lead_evidence.kind) == (LINK, "campaign_site")
        ada.refresh_from_db()
        assert ada.status == "pending"
        again = brought(HEADER, f"H6MI11001,signed,2026-03-14,email,{LINK},", kind="answers")
        assert changes(again) == []
        acts.undo(record.act, by=robin, now=NOON)
        assert not Answer.objects.exists()
        assert not Evidence.objects.exists()

    def test_say_where_a_campaign_has_a_newer_answer(self, brought, ada):
        publish_answer(ada, "refused")
        record = brought(
            HEADER,
            f"H6MI11001,signed,3/13/2026,email,{LINK},",
            f"H6MI11001,signed,2026-02,email,{LINK},",
            f"H6MI11001,signed,4/1/2026,email,{LINK},",
            kind="answers",
        )
        sentence = "This campaign has a newer answer: refused, 2026-03-14."
        assert notes(record) == [f"2 {sentence}", f"3 {sentence}"]
        assert record.counts["change"] == 3

    def test_refuse_what_the_form_refuses(self, brought, ada):
        record = brought(
            HEADER,
            f"H6MI11001,signed,5/2/2026,email,{LINK},",
            f"H6MI11001,signed,1/1/2026,email,{LINK},",
            "H6MI11001,signed,4/1/2026,email,,",
            f"H6MI11001,maybe,4/1/2026,email,{LINK},",
            f"H6MI11001,signed,4/1/2026,hearsay,{LINK},",
            f"H6MI11001,refused,4/1/2026,desk,{LINK},",
            "H6MI11001,signed,4/1/2026,email,no link,",
            kind="answers",
        )
        sentences = [
            "2 This date is in the future",
            "3 There’s no such version of the pledge",
            "4 Enter a link to the evidence",
            "5 “maybe” isn’t one of",
            "6 “hearsay” isn’t one of",
            "7 “desk” isn’t one of",
            "8 Enter a valid URL",
        ]
        found = reasons(record)
        assert [each[: len(sentence)] for each, sentence in zip(found, sentences, strict=True)] == (
            sentences
        )
