import pytest
from django.core.exceptions import ValidationError

from candidates.importers.sheets.campaigns import Campaigns
from candidates.importers.sheets.mapping import (
    check_columns,
    guess,
    header_index,
    header_key,
    labels_of,
    remembered,
    rows_of,
)
from candidates.importers.sheets.reading import Table
from candidates.models import SheetImport
from tests.factories import OrganizerFactory

TARGETS = Campaigns.TARGETS


def table(*rows):
    return Table(["S1"], "S1", [(number, list(cells)) for number, cells in rows])


class TestGuess:
    def test_knows_our_names_what_we_call_them_and_what_people_do(self):
        headers = ["ID", "FEC ID", "Campaign website", "Published e-mail", "Phone", "phone", "ZIP"]
        expected = ["id", "fec_id", "campaign_url", "", "published_phone", "", ""]
        assert guess(headers, TARGETS) == expected


class TestHeaderIndex:
    def test_finds_the_headers_below_a_title(self):
        rows = table((1, ["Contacts, May"]), (3, ["", "by", "Robin"]), (4, ["id", "website"]))
        assert header_index(rows, TARGETS) == 2
        assert header_index(table((1, ["x"]), (2, ["a", "b"])), TARGETS) == 1
        assert header_index(table((1, ["x"])), TARGETS) == 0


class TestRemembered:
    @pytest.mark.django_db
    def test_is_what_somebody_chose_last_for_the_same_headers(self):
        headers = ["id", "Their site"]
        assert remembered("campaigns", headers, TARGETS) == ["id", ""]
        SheetImport.objects.create(
            kind="campaigns",
            columns=["id", "campaign_url"],
            header_key=header_key(headers),
            uploaded_by=OrganizerFactory.create(),
        )
        assert remembered("campaigns", ["ID ", "their site"], TARGETS) == ["id", "campaign_url"]
        assert remembered("outreach", headers, TARGETS) == ["id", ""]


class TestCheckColumns:
    def test_refuses_two_of_one_kind_and_a_missing_one(self):
        needed = Campaigns.NEEDED
        check_columns(["fec_id", "", "incumbency"], needed, TARGETS)
        for columns in (["id", "id"], ["campaign_url"], ["id", "name"]):
            with pytest.raises(ValidationError, match=r"our ID|incumbency"):
                check_columns(columns, needed, TARGETS)


class TestLabelsOf:
    def test_are_what_we_call_the_columns(self):
        assert labels_of(TARGETS, ["id", "campaign_url"]) == ["our ID", "campaign website"]


class TestRowsOf:
    def test_are_those_below_the_headers_that_say_something(self):
        rows = table((1, ["id", "x", "url"]), (2, ["7"]), (5, ["", "y"]), (6, ["8", "", "u"]))
        found = rows_of(rows, 1, ["id", "", "campaign_url"])
        assert [(row.number, row.cells) for row in found] == [
            (2, {"id": "7", "campaign_url": ""}),
            (6, {"id": "8", "campaign_url": "u"}),
        ]
        with pytest.raises(ValidationError, match="no rows"):
            rows_of(rows, 6, ["id"])
        many = table(*((number, ["1"]) for number in range(1, 5003)))
        assert len(rows_of(many, 2, ["id"])) == 5000
        with pytest.raises(ValidationError, match="5,000"):
            rows_of(many, 1, ["id"])
