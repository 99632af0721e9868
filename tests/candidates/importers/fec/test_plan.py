import datetime

import pytest

from candidates.importers.fec.report import Kind
from tests.candidates.importers.bringing import (
    FIRST,
    LATER,
    bring,
    bring_bytes,
    counts,
    details,
    row,
)
from tests.factories import RaceFactory, run
from tests.fec_files import fec_file, fec_line

pytestmark = pytest.mark.django_db


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
        "line", [fec_line("H6MI11002", "STONE, BEN", district="77"), "H6MI11002|STONE, BEN"]
    )
    def test_are_not_those_whose_line_is_bad(self, line):
        bring(*self.TWO)
        assert counts(bring(self.TWO[0], line)) == {"unchanged": 1, "refused": 1}

    @pytest.mark.parametrize("fragment", ["H6MI1", "H6MI11002"[:8], "H", "h6mi1100"])
    def test_are_not_those_whose_line_ends_within_the_id(self, fragment):
        bring(*self.TWO, fec_line("S6MI00001", "FERN, CORA", office="S"))
        report = bring(self.TWO[0], fragment, now=LATER)
        assert counts(report) == {"unchanged": 1, "refused": 1, "vanished": 1}
        assert row("H6MI11002").missing_from_fec_since is None
        assert row("S6MI00001").missing_from_fec_since == datetime.date(2026, 4, 1)

    @pytest.mark.parametrize("line", ["H6MI12", "H6MI1|STONE, BEN", "HIDDEN", "6MI11002"])
    def test_are_those_of_ids_that_no_cut_line_begins(self, line):
        bring(*self.TWO)
        report = bring(self.TWO[0], line, now=LATER)
        assert counts(report) == {"unchanged": 1, "refused": 1, "vanished": 1}

    def test_are_not_those_whose_line_is_no_text(self):
        bring(*self.TWO)
        lines = fec_file(self.TWO[0]) + fec_line("H6MI11002", "ST\x81NE, BEN").encode("latin-1")
        assert counts(bring_bytes(lines)) == {"unchanged": 1, "refused": 1}

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
