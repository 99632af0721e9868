from tests.candidates.importers.sheets.conftest import NOON, changes, notes, reasons, rows_of
from tests.factories import CycleFactory, RaceFactory, run

URL = "https://new.example/"


class TestFindRuns:
    def test_finds_a_campaign_by_our_id_or_the_latest_of_its_fec_id(self, brought, ada):
        later = run(
            person=ada.person,
            fec_id="H6MI11001",
            race=RaceFactory.create(cycle=CycleFactory.create(year=2028)),
        )
        record = brought(
            "ID,FEC ID,Website",
            f"{ada.pk}.0,,{URL}",
            f",h6mi11001 ,{URL}",
            f",,{URL}",
            f"999999999,,{URL}",
            f",H0XX00000,{URL}",
            f"{ada.pk},H0XX00000,{URL}",
            f"x,,{URL}",
        )
        assert [row["run"] for row in rows_of(record)[:2]] == [ada.pk, later.pk]
        assert reasons(record) == [
            "4 This row has neither our ID nor an FEC ID.",
            "5 We have no campaign with this ID.",
            "6 We have no campaign with this ID.",
            "7 Our ID and the FEC ID are of two campaigns.",
            "8 “x” isn’t one of our IDs.",
        ]


class TestMakePlan:
    def test_warns_of_a_row_that_slipped(self, brought, ada):
        header = "id,name,campaign_url"
        assert notes(brought(header, f"{ada.pk},Ben Flint,{URL}"))[0].startswith(
            "2 The sheet says “Ben Flint”."
        )
        assert notes(brought(header, f'{ada.pk},"Quartz, Ada",{URL}')) == []

    def test_refuses_a_campaign_of_an_archived_cycle(self, brought, ada):
        cycle = ada.race.cycle
        cycle.archived_at = NOON
        cycle.save()
        assert reasons(brought("id,campaign_url", f"{ada.pk},{URL}")) == [
            "2 This campaign’s cycle is archived, so its record can’t change."
        ]

    def test_takes_no_export_for_later_than_the_upload(self, brought, ada):
        record = brought("id,campaign_url,exported_at", f"{ada.pk},{URL},2030-01-01T00:00:00+00:00")
        assert changes(record) == [f"2 campaign_url: https://ada.example/ → {URL}"]
