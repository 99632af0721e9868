import re

import pytest

from candidates.models import Candidacy
from candidates.rows import COLUMN_NAMES, public_rows
from tests.factories import RaceFactory, publish_answer, run

pytestmark = pytest.mark.django_db


def only_row() -> dict[str, str | None]:
    [row] = public_rows(Candidacy.objects.all())
    return dict(zip(COLUMN_NAMES, row, strict=True))


class TestPublicRows:
    def test_have_the_columns_of_the_contract(self):
        assert COLUMN_NAMES == [
            "fec_id", "name", "chamber", "state", "district", "party", "status", "status_on",
            "outcome", "evidence_url", "url", "updated_at",
        ]  # fmt: skip

    def test_tell_of_a_signer(self, settings):
        settings.SITE_URL = "https://record.example"
        signer = run("Ada Nuñez", fec_id="H6MI11001", person__slug="ada-nunez")
        publish_answer(signer)
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
        }

    def test_leave_empty_what_is_not_known(self):
        run(race=RaceFactory.create(senate=True), party_code="", party_name="")
        row = only_row()
        assert [name for name, value in row.items() if value is None] == [
            "fec_id", "party", "status_on", "evidence_url",
        ]  # fmt: skip
        assert (row["chamber"], row["district"], row["status"]) == ("S", "00", "pending")

    def test_take_one_query_for_many(self, django_assert_num_queries):
        for _number in range(5):
            publish_answer(run())
        with django_assert_num_queries(1):
            assert len(list(public_rows(Candidacy.objects.all()))) == 5
