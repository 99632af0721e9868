import datetime
import hashlib
import re

import pytest

from campaign.lib.uploads import read_upload
from candidates import ledger
from candidates.models import Candidacy
from candidates.rows import COLUMN_NAMES, FIELDS, public_rows
from tests.factories import (
    OutreachFactory,
    PledgeTextFactory,
    RaceFactory,
    draft_answer,
    publish_answer,
    run,
)
from tests.pictures import picture, uploaded

pytestmark = pytest.mark.django_db


def only_row() -> dict[str, str | int | None]:
    [row] = public_rows(Candidacy.objects.values_list(*FIELDS))
    return row


class TestPublicRows:
    def test_have_the_columns_of_the_contract(self):
        assert COLUMN_NAMES == [
            "fec_id", "name", "chamber", "state", "district", "party", "status", "status_on",
            "outcome", "evidence_url", "url", "updated_at", "evidence_kind", "evidence_copy_url",
            "evidence_sha256", "pledge_version", "verified_on", "asked_count",
            "last_asked_on", "independent_proofs", "review",
        ]  # fmt: skip
        run()
        assert list(only_row()) == COLUMN_NAMES

    def test_tell_of_a_signer(self, settings):
        settings.SITE_URL = "https://record.example"
        signer = run("Ada Nuñez", fec_id="H6MI11001", person__slug="ada-nunez")
        published_at = datetime.datetime(2026, 3, 17, 1, 30, tzinfo=datetime.UTC)
        text = PledgeTextFactory.create(version=3)
        answer = draft_answer(signer, pledge_text=text)
        ledger.answers.publish(answer, now=published_at)
        for day in (5, 26):
            OutreachFactory.create(candidacy=signer, done_on=datetime.date(2026, 1, day))
        about = {"source_url": "https://example.org/form-1", "by": None, "now": published_at}
        for address in ("ada@gmail.com", "adaq+fec@gmail.com"):
            proof = ledger.proofs.add_link_proof(answer, address=address, **about)
        ledger.proofs.withdraw(proof, reason="A typo.", by=answer.recorded_by, now=published_at)
        row = only_row()
        assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", row.pop("updated_at"))
        assert row == {
            "fec_id": "H6MI11001",
            "name": "Ada Nuñez",
            "chamber": "H",
            "state": "MI",
            "district": "11",
            "party": "DEM",
            "status": "signed",
            "status_on": "2026-03-14",
            "outcome": "active",
            "evidence_url": "https://example.org/evidence",
            "url": "https://record.example/candidates/H6MI11001-ada-nunez/",
            "evidence_kind": "signed_document",
            "evidence_copy_url": None,
            "evidence_sha256": None,
            "pledge_version": 3,
            "verified_on": "2026-03-16",
            "asked_count": 2,
            "last_asked_on": "2026-01-26",
            "independent_proofs": 1,
            "review": None,
        }

    def test_give_the_hash_of_the_file_that_a_reader_gets(self, client, settings, tmp_path):
        settings.MEDIA_ROOT = settings.PRIVATE_MEDIA_ROOT = tmp_path
        evidence = publish_answer(run()).lead_evidence
        for size in ((60, 40), (90, 60)):  # The second takes the place of the first.
            ledger.evidence.show(evidence, read_upload(uploaded(picture(size=size))))
            row = only_row()
            path = str(row["evidence_copy_url"]).removeprefix(settings.SITE_URL)
            downloaded = client.get(path).getvalue()
            assert row["evidence_sha256"] == hashlib.sha256(downloaded).hexdigest()
        page = client.get(str(row["url"]).removeprefix(settings.SITE_URL)).text
        assert f">{row['evidence_sha256']}</code>" in page
        ledger.evidence.show(evidence, None)
        row = only_row()
        assert (row["evidence_copy_url"], row["evidence_sha256"]) == (None, None)

    def test_leave_empty_what_is_not_known(self):
        run(race=RaceFactory.create(senate=True), party_code="", party_name="")
        row = only_row()
        assert [name for name, value in row.items() if value is None] == [
            "fec_id", "party", "status_on", "evidence_url", "evidence_kind", "evidence_copy_url",
            "evidence_sha256", "pledge_version", "verified_on", "last_asked_on",
            "independent_proofs", "review",
        ]  # fmt: skip
        assert (row["chamber"], row["district"], row["status"]) == ("S", "00", "pending")

    def test_take_three_queries_for_many(self, django_assert_num_queries):
        for _number in range(5):
            publish_answer(run())
        with django_assert_num_queries(3):
            assert len(list(public_rows(Candidacy.objects.values_list(*FIELDS)))) == 5

    def test_keep_the_order_of_several_parts_in_the_same_two_queries(
        self, django_assert_num_queries
    ):
        people = [run(name) for name in ("Ada", "Bea", "Cai")]
        every = Candidacy.objects.values_list(*FIELDS)
        parts = [every.filter(pk=people[place].pk) for place in (2, 0, 1)]
        with django_assert_num_queries(2):
            assert [row["name"] for row in public_rows(*parts)] == ["Cai", "Ada", "Bea"]
        assert list(public_rows()) == []
