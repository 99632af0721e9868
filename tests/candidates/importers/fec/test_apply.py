import pytest
from django.db import connection
from psycopg import sql

from candidates.calendar import open_cycle
from candidates.importers.fec.imports import keep_waiting
from candidates.importers.fec.report import Kind
from candidates.ledger.refresh import differences
from candidates.models import Candidacy, Cycle, FecImport, Person, Race
from tests.candidates.importers.bringing import (
    FIRST,
    LATER,
    bring,
    bring_bytes,
    counts,
    details,
    hand_over,
    row,
    whole_record,
)
from tests.factories import (
    CandidacyFactory,
    OrganizerFactory,
    PersonFactory,
    RaceFactory,
    StageFactory,
    record_results,
    run,
)
from tests.fec_files import ADDRESS, fake_name, fec_file, fec_line

pytestmark = pytest.mark.django_db


class TestNewLines:
    def test_become_people_races_and_candidacies_without_an_answer(self):
        report = bring(
            fec_line("H6MI11001", "CARLOTTA, ABEL LEE, JR", incumbency="I"),
            fec_line("S6MI00001", "QUARTZ, ADA", office="S", district="00", party="GRE"),
        )
        assert counts(report) == {"new": 2}
        house, senate = row(), row("S6MI00001")
        assert house.person.full_name == "Abel Lee Carlotta Jr."
        assert house.person.sort_name == "Carlotta, Abel Lee"
        assert house.person.suffix == "Jr."
        assert house.person.fec_name == "CARLOTTA, ABEL LEE, JR"
        assert house.person.slug == "abel-lee-carlotta-jr"
        assert (house.race.code, senate.race.code) == ("MI-11", "MI-Sen")
        assert (house.party_code, house.party_name) == ("DEM", "Democratic")
        assert senate.party_name == "Green"
        assert (house.is_current, house.status, house.outcome) == (True, "pending", "active")
        assert (house.incumbency, house.ballot_status) == ("I", "filed")
        assert house.updated_at == FIRST
        assert Race.objects.filter(voting=True).count() == 470

    def test_of_one_name_become_two_people(self):
        bring(fec_line("H6MI11001"), fec_line("H6MI11002"))
        assert [row("H6MI11001").person.slug, row("H6MI11002").person.slug] == [
            "ada-quartz",
            "ada-quartz-2",
        ]

    def test_take_no_slug_that_anybody_had(self):
        kept = PersonFactory.create(slug="ada-sparkle")
        PersonFactory.create(slug="ada-quartz", merged_into=kept)
        bring(fec_line())
        assert row().person.slug == "ada-quartz-2"

    def test_of_a_name_whose_letters_unfold_get_slugs_that_fit(self):
        name = "ﬃ" * 190
        bring(fec_line(name=name), fec_line("H6MI11002", name))
        assert row().person.slug.startswith("ffiffi")
        assert row("H6MI11002").person.slug == f"{row().person.slug}-2"

    def test_leave_other_years_and_offices_alone(self):
        report = bring(
            fec_line(),
            fec_line("H4MI11001", year="2024"),
            fec_line("H8MI11001", year="2028"),
            fec_line("P60000001", office="P", state="US"),
        )
        assert counts(report) == {"new": 1, "other_years": 2, "other_offices": 1}
        assert Candidacy.objects.count() == 1

    def test_go_in_while_bad_ones_are_reported(self):
        report = bring(
            "CAND_ID|" + fec_line().split("|", 1)[1],
            fec_line(),
            fec_line("H6MI11002", party="MGT"),
            fec_line("H6MI14001", district="14"),
            fec_line("H6MI11001", "QUARTZ, ADA AGAIN"),
            "H6MI11005|QUARTZ, ADA|DEM",
        )
        assert counts(report) == {"new": 2, "refused": 4, "to_check": 1}
        assert [
            (entry.number, entry.fec_id, entry.detail) for entry in report.entries[Kind.REFUSED]
        ] == [
            (1, "", "Its first column isn’t an FEC ID."),
            (4, "H6MI14001", "Michigan has no district 14."),
            (5, "H6MI11001", "Line 2 has the same ID."),
            (6, "H6MI11005", "It doesn’t have 15 columns."),
        ]
        assert row().person.full_name == "Ada Quartz"

    def test_are_read_each_for_itself_where_one_has_another_encoding(self):
        report = bring_bytes(
            b"\n".join(
                [
                    fec_line(name="NUÑEZ, JOSÉ").encode(),
                    fec_line("H6MI11002", "PEÑA, ZOË").encode("windows-1252"),
                    fec_line("H6MI11003", "CL\x81Y, BEN").encode("latin-1"),
                    fec_line("H6MI11004", "FE\0RN, CORA").encode(),
                    # UTF-8 that was read as Windows-1252
                    fec_line("H6MI11005", "NuÃ±ez, JosÃ©").encode(),
                ]
            )
        )
        assert row().person.full_name == "José Nuñez"
        assert row("H6MI11002").person.full_name == "Zoë Peña"
        assert row("H6MI11005").person.full_name == "José Nuñez"
        assert [(line.number, line.fec_id) for line in report.entries[Kind.REFUSED]] == [
            (3, "H6MI11003"),
            (4, "H6MI11004"),
        ]
        assert set(details(report, Kind.REFUSED)) == {"It isn’t text in UTF-8 or Windows-1252."}
        assert counts(report) == {"new": 3, "refused": 2}

    def test_of_an_id_refused_before_are_not_repeated(self):
        report = bring(fec_line(district="77"), fec_line(district="11"))
        assert counts(report) == {"new": 1, "refused": 1}

    def test_leave_no_address_anywhere(self):
        bring(fec_line(), fec_line("H6MI11002", party="MGT"), fec_line() + "|", "|".join(ADDRESS))
        keep_waiting(
            fec_file(fec_line(), "|".join(ADDRESS)),
            file_name="cn.txt",
            cycle_year=2026,
            by=OrganizerFactory.create(),
            now=FIRST,
        )
        with connection.cursor() as cursor:
            # The moments of migrations may hold any five digits.
            for table in {*connection.introspection.table_names()} - {"django_migrations"}:
                name = sql.Identifier(table)
                cursor.execute(sql.SQL("SELECT {}::text FROM {}").format(name, name))
                stored = "\n".join(text for (text,) in cursor.fetchall())
                for part in ADDRESS:
                    assert part == "MI" or part not in stored, table


class TestTheSameFileAgain:
    def test_changes_nothing(self):
        lines = [
            fec_line(f"H6MI110{number:02}", f"{fake_name(number)}, ADA JR") for number in range(9)
        ]
        bring(*lines, fec_line("H6MI11077", party="MGT"))
        before = whole_record()
        report = bring(*lines, fec_line("H6MI11077", party="MGT"), now=LATER)
        assert counts(report) == {"unchanged": 10}
        assert whole_record() == before

    def test_is_logged_each_time(self):
        bring(fec_line())
        bring(fec_line(), now=LATER)
        again, first = FecImport.objects.all()
        assert (first.applied_at, again.applied_at) == (FIRST, LATER)
        assert (first.counts["new"], again.counts["unchanged"]) == (1, 1)
        assert first.samples["new"] == [
            {
                "number": 1,
                "fec_id": "H6MI11001",
                "name": "Ada Quartz",
                "seat": "MI-11",
                "detail": "Democratic",
            }
        ]
        assert first.sha256 == again.sha256


class TestChangedLines:
    def test_change_what_the_fec_owns(self):
        bring(fec_line(), fec_line("H6MI11002", "STONE, BEN"))
        untouched = row("H6MI11002").updated_at
        report = bring(
            fec_line(name="QUARTZ, ADA LEE III", party="IND", incumbency="O"),
            fec_line("H6MI11002", "STONE, BEN"),
            now=LATER,
        )
        assert counts(report) == {"changed": 1, "unchanged": 1}
        assert details(report, Kind.CHANGED) == [
            "Name: Ada Quartz → Ada Lee Quartz III. Party: Democratic → Independent. "
            "Incumbency: C → O."
        ]
        changed = row()
        assert changed.person.full_name == "Ada Lee Quartz III"
        assert (changed.person.sort_name, changed.person.suffix) == ("Quartz, Ada Lee", "III")
        assert changed.person.fec_name == "QUARTZ, ADA LEE III"
        assert changed.person.slug == "ada-quartz"
        assert (changed.party_code, changed.party_name) == ("IND", "Independent")
        assert changed.incumbency == "O"
        assert changed.updated_at == LATER
        assert row("H6MI11002").updated_at == untouched

    def test_leave_what_an_organizer_edited_and_what_goes_with_it(self):
        bring(fec_line())
        candidacy = row()
        candidacy.person.full_name = "Ada “Sparkle” Quartz"
        candidacy.person.save()
        candidacy.party_name = "Democratic-Farmer-Labor"
        candidacy.save()
        bring(fec_line(name="QUARTZITE, ADA JR", party="REP", incumbency="O"), now=LATER)
        candidacy = row()
        assert candidacy.person.full_name == "Ada “Sparkle” Quartz"
        assert (candidacy.person.sort_name, candidacy.person.suffix) == ("Quartz, Ada", "")
        assert candidacy.person.fec_name == "QUARTZITE, ADA JR"
        assert (candidacy.party_code, candidacy.party_name) == ("DEM", "Democratic-Farmer-Labor")
        assert candidacy.incumbency == "O"

    def test_to_one_name_by_two_ids_keep_its_parts_together(self):
        bring(fec_line(), fec_line("S6MI00001", office="S"))
        hand_over("S6MI00001", to=row().person)
        bring(
            fec_line(name="QUARTZ, ADA LEE"),
            fec_line("S6MI00001", "QUARTZ, ADA, JR", office="S"),
            now=LATER,
        )
        person = row().person
        assert (person.full_name, person.sort_name, person.suffix) in {
            ("Ada Lee Quartz", "Quartz, Ada Lee", ""),
            ("Ada Quartz Jr.", "Quartz, Ada", "Jr."),
        }

    def test_to_the_name_of_somebody_with_an_archived_run_leave_that_run(self):
        bring(fec_line())
        bring(fec_line("H8MI12001", year="2028", district="12"), year=2028)
        hand_over("H8MI12001", to=row().person)
        Cycle.objects.filter(year=2026).update(archived_at=FIRST)
        line = fec_line("H8MI12001", "QUARTZ, ADA LEE", year="2028", district="12")
        assert counts(bring(line, year=2028, now=LATER)) == {"changed": 1}
        assert row().person.full_name == "Ada Lee Quartz"
        assert (row().updated_at, row("H8MI12001").updated_at) == (FIRST, LATER)

    def test_do_not_come_back_over_an_edit_in_later_files(self):
        bring(fec_line())
        Person.objects.update(full_name="Ada Sparkle")
        for party in ("IND", "GRE", "LIB"):
            bring(fec_line(name=f"QUARTZ, ADA {party}", party=party), now=LATER)
        assert row().person.full_name == "Ada Sparkle"
        assert row().party_code == "LIB"

    def test_keep_the_public_date_when_only_the_raw_name_differs(self):
        bring(fec_line())
        bring(fec_line(name="QUARTZ, ADA MS."), now=LATER)
        assert row().person.fec_name == "QUARTZ, ADA MS."
        assert row().updated_at == FIRST

    def test_of_an_edited_field_that_the_file_did_not_touch_change_nothing(self):
        bring(fec_line())
        Candidacy.objects.update(party_code="IND", party_name="Independent")
        assert counts(bring(fec_line(), now=LATER)) == {"unchanged": 1}
        assert row().party_code == "IND"

    def test_fill_only_what_an_organizer_left_empty_in_a_row_made_by_hand(self):
        open_cycle(2026)
        race = Race.objects.get(jurisdiction="MI", district="10")
        run("Ada Sparkle", fec_id="H6MI11001", race=race, party_code="", party_name="")
        report = bring(fec_line(incumbency="I"), now=LATER)
        assert counts(report) == {"changed": 1}
        candidacy = row()
        assert candidacy.person.full_name == "Ada Sparkle"
        assert candidacy.race == race
        assert (candidacy.party_code, candidacy.incumbency) == ("DEM", "I")
        assert candidacy.person.fec_name == "QUARTZ, ADA"

    def test_of_a_party_are_followed_by_the_outcome(self):
        bring(fec_line())
        candidacy = row()
        candidacy.other_party_codes = ["WFP"]
        candidacy.save()
        for party in ("DEM", "WFP"):
            stage = StageFactory.create(race=candidacy.race, party=party)
            record_results(stage, {candidacy: "lost"})
        assert candidacy.outcome == "lost_primary"
        bring(fec_line(party="IND"), now=LATER)
        assert (row().party_code, row().outcome) == ("IND", "active")
        assert not list(differences(Candidacy.objects.all()))

    def test_settle_when_one_person_has_two_ids(self):
        bring(fec_line(), fec_line("S6MI00001", "QUARTZ, ADA LEE", office="S"))
        hand_over("S6MI00001", to=row().person)
        again = [fec_line(), fec_line("S6MI00001", "QUARTZ, ADA LEE MS", office="S")]
        bring(*again, now=LATER)
        before = whole_record()
        assert counts(bring(*again, now=LATER)) == {"unchanged": 2}
        assert whole_record() == before

    def test_show_on_every_run_of_a_person_whose_name_changed(self):
        bring(fec_line())
        other = CandidacyFactory.create(
            person=row().person, race=RaceFactory.create(district="12"), updated_at=FIRST
        )
        bring(fec_line(name="QUARTZ, ADA LEE"), now=LATER)
        other.refresh_from_db()
        assert other.updated_at == LATER
