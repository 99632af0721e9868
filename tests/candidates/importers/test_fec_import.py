import datetime
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from candidates.calendar import open_cycle
from candidates.importers.fec_file import ImportRefused
from candidates.importers.fec_import import WAITING_TIME, apply_waiting, import_now, keep_waiting
from candidates.importers.fec_import import preview as preview_of
from candidates.importers.fec_report import Kind, Report
from candidates.models import Candidacy, Cycle, FecImport, LinkSuggestion, Person, Race
from candidates.standing import differences
from tests.factories import (
    CandidacyFactory,
    OrganizerFactory,
    PersonFactory,
    RaceFactory,
    StageFactory,
    draft_answer,
    record_results,
    run,
)
from tests.fec_files import ADDRESS, fake_name, fec_file, fec_line

pytestmark = pytest.mark.django_db
FIRST = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
NEXT_DAY = FIRST + datetime.timedelta(days=1)
LATER = datetime.datetime(2026, 4, 1, 12, tzinfo=datetime.UTC)
# Whatever the number of lines: making the cycle included, and where every line changes its race.
FIRST_IMPORT_BUDGET = 30
CHANGES_BUDGET = 30
# pg_stat_activity does not change within a transaction, and waiting for one names no database.
WAITING_SESSIONS = """
    SELECT count(DISTINCT waiting.pid)
    FROM pg_locks AS waiting JOIN pg_locks AS other USING (pid)
    JOIN pg_database ON pg_database.oid = other.database
    WHERE NOT waiting.granted AND datname = current_database()
"""


def bring(*lines: str, now: datetime.datetime = FIRST, year: int = 2026) -> Report:
    return import_now(fec_file(*lines), file_name="cn.txt", cycle_year=year, now=now)


def preview(*lines: str, year: int = 2026) -> Report:
    return preview_of(fec_file(*lines), cycle_year=year)


def counts(report: Report) -> dict[str, int]:
    return {kind.value: count for kind, count in report.counts.items() if count}


def details(report: Report, kind: Kind) -> list[str]:
    return [entry.detail for entry in report.entries.get(kind, [])]


def row(fec_id: str = "H6MI11001") -> Candidacy:
    return Candidacy.objects.select_related("person", "race").get(fec_id=fec_id)


def whole_record() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of the record, without the log of imports."""
    return {
        model.__name__: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_app_config("candidates").get_models()
        if model is not FecImport
    }


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
        PersonFactory.create(slug="ada-quartz", merged_into=PersonFactory.create())
        bring(fec_line())
        assert row().person.slug == "ada-quartz-2"

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
        assert counts(report) == {"new": 1, "refused": 5}
        assert [
            (entry.number, entry.fec_id, entry.detail) for entry in report.entries[Kind.REFUSED]
        ] == [
            (1, "", "Its first column is not an id of the FEC."),
            (3, "H6MI11002", "Unknown party: MGT."),
            (4, "H6MI14001", "Michigan has no district 14."),
            (5, "H6MI11001", "Line 2 has the same id."),
            (6, "H6MI11005", "It does not have 15 columns."),
        ]
        assert row().person.full_name == "Ada Quartz"

    def test_of_an_id_refused_before_are_not_repeated(self):
        report = bring(fec_line(district="77"), fec_line(district="11"))
        assert counts(report) == {"new": 1, "refused": 1}

    def test_need_a_person_when_the_id_stands_for_a_run_of_another_year(self):
        bring(fec_line(year="2024"), year=2024)
        report = bring(fec_line())
        assert counts(report) == {"needs_person": 1}
        assert details(report, Kind.NEEDS_PERSON) == ["This id stands for a run in 2024 already."]

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
            for table in connection.introspection.table_names():
                name = sql.Identifier(table)
                cursor.execute(sql.SQL("SELECT {}::text FROM {}").format(name, name))
                stored = "\n".join(text for (text,) in cursor.fetchall())
                for part in ADDRESS:
                    assert part == "MI" or part not in stored, table


class TestTheSameFileAgain:
    def test_changes_nothing(self):
        lines = [fec_line(f"H6MI110{number:02}", f"QUARTZ{number}, ADA JR") for number in range(9)]
        bring(*lines, fec_line("H6MI11077", party="MGT"))
        before = whole_record()
        report = bring(*lines, fec_line("H6MI11077", party="MGT"), now=LATER)
        assert counts(report) == {"unchanged": 9, "refused": 1}
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

    def test_leave_what_an_organizer_edited_field_by_field(self):
        bring(fec_line())
        candidacy = row()
        candidacy.person.full_name = "Ada “Sparkle” Quartz"
        candidacy.person.save()
        candidacy.party_name = "Democratic (withdrawn from the primary)"
        candidacy.save()
        bring(fec_line(name="QUARTZ, ADA LEE", party="IND", incumbency="O"), now=LATER)
        candidacy = row()
        assert candidacy.person.full_name == "Ada “Sparkle” Quartz"
        assert candidacy.person.sort_name == "Quartz, Ada Lee"
        assert candidacy.party_name == "Democratic (withdrawn from the primary)"
        assert (candidacy.party_code, candidacy.incumbency) == ("IND", "O")

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

    def test_settle_when_one_person_has_two_ids(self):
        bring(fec_line(), fec_line("S6MI00001", "QUARTZ, ADA LEE", office="S"))
        kept = row().person
        Candidacy.objects.filter(fec_id="S6MI00001").update(person=kept)
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


class TestVanishedRows:
    TWO = (fec_line(), fec_line("H6MI11002", "STONE, BEN"))

    def test_are_flagged_and_not_deleted(self):
        bring(*self.TWO)
        report = bring(self.TWO[0], now=LATER)
        assert counts(report) == {"unchanged": 1, "vanished": 1}
        assert [entry.name for entry in report.entries[Kind.VANISHED]] == ["Ben Stone"]
        assert row("H6MI11002").missing_from_fec_since == datetime.date(2026, 4, 1)
        assert row("H6MI11001").missing_from_fec_since is None

    def test_are_counted_once(self):
        bring(*self.TWO)
        bring(self.TWO[0], now=FIRST)
        assert counts(bring(self.TWO[0], now=LATER)) == {"unchanged": 1}
        assert row("H6MI11002").missing_from_fec_since == datetime.date(2026, 3, 1)

    def test_lose_the_flag_when_they_come_back(self):
        bring(*self.TWO)
        bring(self.TWO[0])
        report = bring(*self.TWO, now=LATER)
        assert counts(report) == {"unchanged": 1, "changed": 1}
        assert details(report, Kind.CHANGED) == ["Back in the file."]
        assert row("H6MI11002").missing_from_fec_since is None
        assert row("H6MI11002").updated_at == FIRST

    def test_are_those_that_the_file_puts_into_another_year(self):
        bring(*self.TWO)
        report = bring(self.TWO[0], fec_line("H6MI11002", "STONE, BEN", year="2028"))
        assert counts(report) == {"unchanged": 1, "other_years": 1, "vanished": 1}

    @pytest.mark.parametrize(
        "line", [fec_line("H6MI11002", "STONE, BEN", party="MGT"), "H6MI11002|STONE, BEN"]
    )
    def test_are_not_those_whose_line_is_bad(self, line):
        bring(*self.TWO)
        assert counts(bring(self.TWO[0], line)) == {"unchanged": 1, "refused": 1}

    def test_are_not_those_of_states_that_the_file_leaves_out(self):
        bring(*self.TWO, fec_line("H6OH01001", "FERN, CORA", state="OH", district="01"))
        report = bring(self.TWO[0], now=LATER)
        assert counts(report) == {"unchanged": 1, "vanished": 1, "not_covered": 1}
        assert row("H6OH01001").missing_from_fec_since is None

    def test_are_not_those_without_an_id(self):
        by_hand = run("Cora Fern", race=RaceFactory.create())
        bring(*self.TWO)
        by_hand.refresh_from_db()
        assert by_hand.missing_from_fec_since is None


class TestAnotherDistrict:
    MOVED = fec_line(district="12")

    @pytest.fixture
    def candidacy(self) -> Candidacy:
        bring(fec_line())
        return row()

    def test_is_followed_where_nothing_hangs_on_the_old_race(self, candidacy):
        report = bring(self.MOVED, now=LATER)
        assert counts(report) == {"changed": 1}
        assert details(report, Kind.CHANGED) == ["Race: MI-11 → MI-12."]
        assert (row().race.code, row().updated_at) == ("MI-12", LATER)
        assert not list(differences(Candidacy.objects.all()))

    def test_is_not_followed_over_an_organizers_edit(self, candidacy):
        Candidacy.objects.update(race=Race.objects.get(jurisdiction="MI", district="10"))
        assert counts(bring(self.MOVED, now=LATER)) == {"unchanged": 1}
        assert row().race.code == "MI-10"

    def with_answer(self, candidacy: Candidacy) -> None:
        draft_answer(candidacy)

    def with_result(self, candidacy: Candidacy) -> None:
        record_results(StageFactory.create(race=candidacy.race, party="X"), {candidacy: "lost"})

    def with_ballot_status(self, candidacy: Candidacy) -> None:
        candidacy.set_ballot_status(
            Candidacy.BallotStatus.QUALIFIED, on=None, source_url="", now=timezone.now()
        )

    def with_duplicate(self, candidacy: Candidacy) -> None:
        CandidacyFactory.create(
            person=candidacy.person, race=candidacy.race, duplicate_of=candidacy, is_current=False
        )

    def with_another_run_there(self, candidacy: Candidacy) -> None:
        there = Race.objects.get(jurisdiction="MI", district="12")
        CandidacyFactory.create(person=candidacy.person, race=there)

    @pytest.mark.parametrize(
        ("hang", "sentence"),
        [
            (with_answer, "It has answers."),
            (with_result, "It has results."),
            (with_ballot_status, "Its ballot status was set for the old race."),
            (with_duplicate, "It is linked to another registration of the same run."),
            (with_another_run_there, "The person has another candidacy in the new race."),
        ],
    )
    def test_needs_a_person_where_something_hangs_on_the_old_race(self, candidacy, hang, sentence):
        hang(self, candidacy)
        for now in (FIRST, LATER):  # said again until somebody moves the row
            report = bring(self.MOVED, now=now)
            assert counts(report) == {"needs_person": 1}
            assert details(report, Kind.NEEDS_PERSON) == [f"Race: MI-11 → MI-12. {sentence}"]
            assert row().race.code == "MI-11"

    def test_is_settled_when_an_organizer_has_moved_the_row(self, candidacy):
        self.with_ballot_status(candidacy)
        bring(self.MOVED)
        Candidacy.objects.update(race=Race.objects.get(jurisdiction="MI", district="12"))
        assert counts(bring(self.MOVED, now=LATER)) == {"unchanged": 1}
        assert counts(bring(fec_line(district="13"), now=LATER)) == {"needs_person": 1}

    def test_takes_the_other_values_all_the_same(self, candidacy):
        self.with_answer(candidacy)
        bring(fec_line(district="12", party="IND"), now=LATER)
        assert (row().race.code, row().party_code) == ("MI-11", "IND")

    def test_of_two_rows_of_one_person_is_followed_by_one(self, candidacy):
        bring(fec_line(), fec_line("H6MI10001", district="10"))
        Candidacy.objects.update(person=candidacy.person)
        report = bring(self.MOVED, fec_line("H6MI10001", district="12"), now=LATER)
        assert counts(report) == {"changed": 1, "needs_person": 1}


class TestPreview:
    def test_says_what_applying_does_and_stores_nothing(self):
        bring(fec_line(), fec_line("H6MI11002", "STONE, BEN"))
        before = whole_record()
        lines = [fec_line(party="IND"), fec_line("H6MI11003", "FERN, CORA"), "H6MI11009|"]
        looked = preview(*lines)
        assert whole_record() == before
        assert FecImport.objects.count() == 1
        done = bring(*lines)
        assert counts(looked) == counts(done)
        assert looked.entries == done.entries

    def test_of_an_empty_record_makes_no_cycle(self):
        assert counts(preview(fec_line())) == {"new": 1}
        assert not Cycle.objects.exists()


class TestRefusedImports:
    def test_of_an_odd_year(self):
        with pytest.raises(ImportRefused, match="2027 is not one"):
            bring(fec_line(), year=2027)
        assert not Cycle.objects.exists()

    @pytest.mark.parametrize("year", [-2, 0, 99998])
    def test_of_an_impossible_year(self, year):
        with pytest.raises(ImportRefused, match="even years"):
            bring(fec_line(), year=year)

    def test_of_an_archived_cycle(self):
        open_cycle(2026)
        Cycle.objects.update(archived_at=FIRST)
        with pytest.raises(ImportRefused, match="archived"):
            bring(fec_line())

    def test_over_invented_people(self):
        PersonFactory.create(is_invented=True)
        with pytest.raises(ImportRefused, match="demo"):
            bring(fec_line())
        with pytest.raises(ImportRefused, match="demo"):
            preview(fec_line())

    def test_of_no_candidate_master_file_store_nothing(self):
        with pytest.raises(ImportRefused):
            bring("no", "file", "of", "theirs")
        assert not FecImport.objects.exists()


class TestWaitingFiles:
    @pytest.fixture
    def organizer(self):
        return OrganizerFactory.create()

    @pytest.fixture
    def waiting(self, organizer) -> FecImport:
        return self.keep(organizer, fec_line(), fec_line("H6MI11002", party="MGT"), "H6MI11003|")

    def keep(self, organizer, *lines: str, now: datetime.datetime = FIRST) -> FecImport:
        return keep_waiting(
            fec_file(*lines), file_name="cn.txt", cycle_year=2026, by=organizer, now=now
        )

    def test_change_nothing_until_they_are_applied(self, waiting, organizer):
        assert not Person.objects.exists()
        assert (waiting.uploaded_by, waiting.applied_at) == (organizer, None)
        assert waiting.counts["new"] == 1
        assert len(waiting.rows) == 3

    def test_are_applied_with_the_same_result(self, waiting):
        other = OrganizerFactory.create()
        applied = apply_waiting(waiting, by=other, now=NEXT_DAY)
        assert row().updated_at == NEXT_DAY
        assert (applied.applied_at, applied.applied_by, applied.rows) == (NEXT_DAY, other, [])
        assert applied.counts == waiting.counts
        assert applied.samples == waiting.samples

    def test_are_compared_anew_with_the_record(self, waiting, organizer):
        bring(fec_line())
        Candidacy.objects.update(party_name="Edited meanwhile")
        applied = apply_waiting(waiting, by=organizer, now=NEXT_DAY)
        assert (applied.counts["new"], applied.counts["unchanged"]) == (0, 1)
        assert row().party_name == "Edited meanwhile"

    def test_are_applied_once(self, waiting, organizer):
        apply_waiting(waiting, by=organizer, now=FIRST)
        before = whole_record()
        with pytest.raises(ImportRefused, match="applied already"):
            apply_waiting(waiting, by=organizer, now=LATER)
        assert whole_record() == before
        waiting.refresh_from_db()
        assert waiting.applied_at == FIRST

    def test_are_forgotten_after_a_week_with_the_next_upload(self, waiting, organizer):
        week_later = FIRST + WAITING_TIME + datetime.timedelta(seconds=1)
        self.keep(organizer, fec_line(), now=week_later)
        waiting.refresh_from_db()
        assert waiting.rows == []

    def test_are_not_applied_after_a_week(self, waiting, organizer):
        week_later = FIRST + WAITING_TIME + datetime.timedelta(seconds=1)
        with pytest.raises(ImportRefused, match="a week"):
            apply_waiting(waiting, by=organizer, now=week_later)


@pytest.mark.django_db(transaction=True)
class TestTwoWriters:
    """An organizer's transaction that is still open when an import begins."""

    PATIENCE_SECONDS = 30

    @pytest.fixture
    def begin(self) -> Iterator[Callable[[str], Future[Report]]]:
        """Return a function that begins an import in a thread and waits until it is held up."""

        def bring_and_close(line: str) -> Report:
            try:
                return bring(line, now=LATER)
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:

            def begin(line: str) -> Future[Report]:
                importing = pool.submit(bring_and_close, line)
                deadline = time.monotonic() + self.PATIENCE_SECONDS
                with connection.cursor() as cursor:
                    while not importing.done() and time.monotonic() < deadline:
                        cursor.execute(WAITING_SESSIONS)
                        if cursor.fetchone() == (1,):
                            return importing
                pytest.fail("The import was not held up.")

            yield begin

    def test_keep_both_what_they_wrote(self, begin):
        bring(fec_line())
        with transaction.atomic():
            Person.objects.update(full_name="Ada Sparkle")
            Candidacy.objects.update(party_name="Edited at this moment")
            importing = begin(fec_line(name="QUARTZ, ADA LEE", party="IND"))
        assert counts(importing.result()) == {"changed": 1}
        assert row().person.full_name == "Ada Sparkle"
        assert (row().party_code, row().party_name) == ("IND", "Edited at this moment")

    def test_of_one_new_row_leave_the_organizers(self, begin):
        open_cycle(2026)
        with transaction.atomic():
            run(fec_id="H6MI11001", race=Race.objects.get(jurisdiction="MI", district="11"))
            importing = begin(fec_line())
        with pytest.raises(ImportRefused, match="at the same moment"):
            importing.result()
        assert Person.objects.count() == 1
        assert not FecImport.objects.exists()


class TestLinks:
    def test_are_suggested_for_one_person_under_several_ids(self):
        bring(
            fec_line(),
            fec_line("H6MI11002", "QUARTZ, ADA LEE"),
            fec_line("S6MI00001", "QUARTZ, ADA", office="S"),
            fec_line("H6MI11003", "STONE, BEN"),
        )
        pairs = LinkSuggestion.objects.order_by("first_id", "second_id")
        assert [pair.reason for pair in pairs] == [
            "One name in one race",
            "One name in one state",
            "One name in one state",
        ]

    def test_are_not_suggested_again_when_they_were_denied(self):
        lines = fec_line(), fec_line("H6MI11002")
        bring(*lines)
        LinkSuggestion.objects.update(decision="not_same", decided_at=FIRST)
        bring(*lines, now=LATER)
        assert LinkSuggestion.objects.get().decision == "not_same"


class TestQueryBudget:
    @staticmethod
    def lines(count: int, party: str = "DEM", district: int = 0) -> list[str]:
        return [
            fec_line(
                f"H6CA{number:05}",
                f"{fake_name(number)}, ADA",
                party=party,
                state="CA",
                district=str((number + district) % 52 + 1),
            )
            for number in range(count)
        ]

    @pytest.fixture
    def statements(self):
        """What is sent to the database; Django's own log of it is too slow for long statements."""
        sent: list[str] = []

        def send(execute, sql, parameters, many, context):
            sent.append(sql)
            return execute(sql, parameters, many, context)

        with connection.execute_wrapper(send):
            yield sent

    @pytest.mark.parametrize("count", [1, 50, 1000])
    def test_is_the_same_for_any_number_of_new_lines(self, statements, count):
        bring(*self.lines(count))
        assert len(statements) <= FIRST_IMPORT_BUDGET

    @pytest.mark.parametrize("count", [1, 50, 1000])
    def test_is_the_same_for_any_number_of_changes(self, statements, count):
        bring(*self.lines(count + 1))
        statements.clear()
        report = bring(*self.lines(count, party="IND", district=1), now=LATER)
        assert counts(report) == {"changed": count, "vanished": 1}
        assert len(statements) <= CHANGES_BUDGET
