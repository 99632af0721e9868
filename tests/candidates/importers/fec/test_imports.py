import datetime
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from candidates.calendar import open_cycle
from candidates.importers.fec.file import ImportRefused
from candidates.importers.fec.imports import WAITING_TIME, apply_waiting, keep_waiting
from candidates.importers.fec.report import Report
from candidates.ledger.refresh import differences
from candidates.models import Candidacy, Cycle, FecImport, LinkSuggestion, Person, Race
from tests.candidates.importers.bringing import (
    FIRST,
    LATER,
    NEXT_DAY,
    bring,
    counts,
    preview,
    row,
    whole_record,
)
from tests.factories import OrganizerFactory, PersonFactory, run
from tests.fec_files import fake_name, fec_file, fec_line

pytestmark = pytest.mark.django_db
# Whatever the number of lines: making the cycle included, and where every line changes its race
# and its outcome.
FIRST_IMPORT_BUDGET = 34
CHANGES_BUDGET = 35
# pg_stat_activity does not change within a transaction, and waiting for one names no database.
WAITING_SESSIONS = """
    SELECT count(DISTINCT waiting.pid)
    FROM pg_locks AS waiting JOIN pg_locks AS other USING (pid)
    JOIN pg_database ON pg_database.oid = other.database
    WHERE NOT waiting.granted AND datname = current_database()
"""


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
    @pytest.mark.parametrize("year", [-2, 0, 1988, 2020, 2027, 2032, 99998])
    def test_of_a_year_whose_seats_we_do_not_know(self, year):
        with pytest.raises(ImportRefused, match="Enter an even year from 2022 to 2030"):
            bring(fec_line(), year=year)
        assert not Cycle.objects.exists()

    @pytest.mark.parametrize("line", [fec_line(), fec_line("P60000001", year="2030", office="P")])
    def test_of_a_cycle_that_the_file_has_no_line_about(self, line):
        bring(fec_line())
        before = whole_record()
        for importer in (bring, preview):
            with pytest.raises(ImportRefused, match="no House or Senate candidates for 2030"):
                importer(line, "H6MI11009|", fec_line("H6MI11002"), year=2030)
        assert whole_record() == before
        assert FecImport.objects.count() == 1

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
        return self.keep(organizer, fec_line(), fec_line("H6MI11002", district="77"), "H6MI11003|")

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

    def test_remember_which_lines_were_no_text_or_cut_within_their_id(self, organizer):
        bring(fec_line(), fec_line("H6MI12001", district="12"))
        good = fec_line(), fec_line("H6MI11003")
        content = fec_file(*good, fec_line("H6MI11002", "SP\0RKLE"), "H6MI12")
        waiting = keep_waiting(
            content, file_name="cn.txt", cycle_year=2026, by=organizer, now=FIRST
        )
        assert "RKLE" not in str(waiting.rows)
        applied = apply_waiting(waiting, by=organizer, now=NEXT_DAY)
        assert (applied.counts["refused"], applied.counts["vanished"]) == (2, 0)
        assert [line["detail"] for line in applied.samples["refused"]] == [
            "It isn’t text in UTF-8 or Windows-1252.",
            "It doesn’t have 15 columns.",
        ]

    def test_are_compared_anew_with_the_record(self, waiting, organizer):
        bring(fec_line())
        Candidacy.objects.update(party_name="Edited meanwhile")
        applied = apply_waiting(waiting, by=organizer, now=NEXT_DAY)
        assert (applied.counts["new"], applied.counts["unchanged"]) == (0, 1)
        assert row().party_name == "Edited meanwhile"

    def test_are_applied_once(self, waiting, organizer):
        apply_waiting(waiting, by=organizer, now=FIRST)
        before = whole_record()
        with pytest.raises(ImportRefused, match="already applied"):
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
        with pytest.raises(ImportRefused, match="7 days"):
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
            importing = begin(fec_line(name="QUARTZ, ADA LEE", party="IND", incumbency="O"))
        assert counts(importing.result()) == {"changed": 1}
        assert row().person.full_name == "Ada Sparkle"
        assert (row().party_name, row().incumbency) == ("Edited at this moment", "O")

    def test_of_one_new_row_make_one(self, begin):
        open_cycle(2026)
        with transaction.atomic():
            run(fec_id="H6MI11001", race=Race.objects.get(jurisdiction="MI", district="11"))
            importing = begin(fec_line())
        assert counts(importing.result()) == {"changed": 1}
        assert Person.objects.count() == Candidacy.objects.count() == 1


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
            "Same name in the same race",
            "Same name in the same state",
            "Same name in the same state",
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
        # As if every outcome followed from the party that is now another.
        Candidacy.objects.update(outcome="lost_primary")
        statements.clear()
        report = bring(*self.lines(count, party="IND", district=1), now=LATER)
        assert counts(report) == {"changed": count, "vanished": 1}
        assert not Candidacy.objects.filter(outcome="lost_primary").exclude(party_code="DEM")
        assert len(statements) <= CHANGES_BUDGET

    def test_of_a_new_party_is_no_look_at_the_ledger_where_nobody_has_a_result(self, statements):
        bring(*self.lines(50))
        statements.clear()
        report = bring(*self.lines(50, party="IND"), now=LATER)
        assert counts(report) == {"changed": 50}
        assert not [sql for sql in statements if '"candidates_answer"' in str(sql)]
        assert not list(differences(Candidacy.objects.all()))
