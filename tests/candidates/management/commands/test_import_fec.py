import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from candidates.calendar import open_cycle
from candidates.models import Candidacy, Cycle, FecImport, Person
from tests.factories import PersonFactory
from tests.fec_files import ADDRESS, fake_name, fec_file, fec_line

CHECKOUT = Path(__file__).parents[4]
PATIENCE_SECONDS = 60


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "cn.txt"
    path.write_bytes(
        fec_file(
            fec_line(),
            fec_line("S6MI00001", "STONE, BEN", office="S"),
            fec_line("H6MI11003", party="MGT"),
            "H6MI11004|QUARTZ, ADA",
            *ADDRESS,
            *[fec_line(f"H4MI{number:05}", year="2024") for number in range(9)],
            fec_line("P60000001", office="P", state="US"),
        )
    )
    return path


def import_fec(*arguments: object) -> list[str]:
    output = io.StringIO()
    call_command("import_fec", *map(str, arguments), stdout=output)
    return [line.strip() for line in output.getvalue().splitlines()]


@pytest.mark.django_db
class TestImportFec:
    def test_prints_counts_and_every_refused_line(self, path):
        assert import_fec(path) == [
            "3 of 19 lines are for 2026.",
            "3 new",
            "0 changed",
            "0 missing from the file",
            "0 unchanged",
            "6 rejected",
            "0 needs a decision",
            "1 to check: name or party",
            "9 other years",
            "1 other offices",
            "0 in states the file doesn’t cover",
            "line 3 to check: name or party H6MI11003 MI-11: Party as filed: MGT.",
            "line 4 rejected H6MI11004: It doesn’t have 15 columns.",
            *(f"line {number} rejected: It doesn’t have 15 columns." for number in range(5, 10)),
        ]
        assert Candidacy.objects.filter(status="pending").count() == 3
        assert FecImport.objects.get().file_name == "cn.txt"

    def test_changes_nothing_the_second_time(self, path):
        import_fec(path)
        lines = import_fec(path)
        assert lines[1:5] == ["0 new", "0 changed", "0 missing from the file", "3 unchanged"]

    def test_changes_nothing_in_a_dry_run(self, path):
        lines = import_fec(path, "--dry-run")
        assert lines[1] == "3 new"
        assert lines[-1] == "This was a dry run. Nothing changed."
        assert not Person.objects.exists()
        assert not Cycle.objects.exists()
        assert not FecImport.objects.exists()

    def test_says_which_row_needs_a_person(self, path):
        import_fec(path)
        Candidacy.objects.update(ballot_status="qualified")
        path.write_bytes(fec_file(fec_line(district="12")))
        assert (
            "line 1 needs a decision H6MI11001 MI-12: Race: MI-11 → MI-12. "
            "Its ballot status was set for the old race."
        ) in import_fec(path)

    def test_never_prints_an_address(self, path):
        output = "\n".join(import_fec(path))
        assert not [part for part in ADDRESS if part != "MI" and part in output]

    @pytest.mark.parametrize(
        ("today", "year"), [("2025-08-23", 2026), ("2026-11-20", 2026), ("2027-01-02", 2028)]
    )
    def test_takes_the_next_election_in_an_empty_record(self, path, today, year):
        path.write_bytes(fec_file(fec_line(year=str(year))))
        with time_machine.travel(today, tick=False):
            import_fec(path)
        assert Cycle.objects.get().year == year

    def test_takes_the_cycle_of_the_record(self, path):
        open_cycle(2024)
        with time_machine.travel("2026-11-20", tick=False):
            assert import_fec(path)[1] == "9 new"

    def test_takes_the_cycle_that_is_asked_for(self, path):
        open_cycle(2026)
        assert import_fec(path, "--cycle", 2024)[1] == "9 new"

    @pytest.mark.parametrize("year", ["2027", "-2", "2102", "99999998"])
    def test_refuses_a_year_without_an_election(self, path, year):
        with pytest.raises(CommandError, match="even year"):
            import_fec(path, f"--cycle={year}")

    def test_refuses_a_cycle_that_the_file_has_no_line_about(self, path):
        import_fec(path)
        with pytest.raises(CommandError, match="no House or Senate candidates for 2030"):
            import_fec(path, "--cycle", 2030)
        assert Cycle.objects.get().year == 2026

    def test_refuses_a_file_that_cannot_be_read(self, tmp_path):
        for unreadable in (tmp_path, tmp_path / "missing.txt"):
            with pytest.raises(CommandError, match="can't be read"):
                import_fec(unreadable)

    def test_refuses_what_is_no_candidate_master_file(self, path):
        path.write_text("<html><title>Not found</title></html>")
        with pytest.raises(CommandError, match="web page"):
            import_fec(path)
        with pytest.raises(CommandError, match="web page"):
            import_fec(path, "--dry-run")

    def test_refuses_a_demo(self, path):
        PersonFactory.create(is_invented=True)
        with pytest.raises(CommandError, match="demo"):
            import_fec(path)


@pytest.mark.django_db(transaction=True)
class TestImportFecAsAProcess:
    """The command in processes of its own, held at their last statement by a lock of the test."""

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        path = tmp_path / "cn.txt"
        lines = [fec_line(f"H6MI{n:05}", f"{fake_name(n)}, ADA") for n in range(300)]
        path.write_bytes(fec_file(*lines))
        return path

    @pytest.fixture
    def start(self, path: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
        started: list[subprocess.Popen[str]] = []
        server, mark, options = os.environ["DATABASE_URL"].partition("?")
        name = connection.settings_dict["NAME"]
        address = f"{server.rpartition('/')[0]}/{name}{mark}{options}"

        def start() -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "import_fec", str(path)],
                cwd=CHECKOUT,
                env={**os.environ, "DATABASE_URL": address},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            started.append(process)
            return process

        yield start
        for process in started:
            process.kill()
            process.wait()
            process.stdout.close()

    @staticmethod
    def wait_until(waiting: int, *, lock: str) -> None:
        """Wait until `waiting` sessions wait for a lock of the type `lock`."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        query = (
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
            "WHERE datname = current_database() AND NOT granted AND locktype = %s"
        )
        with connection.cursor() as cursor:
            while time.monotonic() < deadline:
                cursor.execute(query, [lock])
                if cursor.fetchone() == (waiting,):
                    return
                time.sleep(0.05)
        pytest.fail(f"There were never {waiting} sessions that wait for a {lock}.")

    @staticmethod
    def hold_the_log() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("LOCK TABLE candidates_fecimport IN SHARE MODE")

    @staticmethod
    def release_the_log() -> None:
        with connection.cursor() as cursor:
            cursor.execute("COMMIT")

    def test_leaves_nothing_when_it_is_killed_half_way(self, start):
        self.hold_the_log()
        process = start()
        self.wait_until(1, lock="relation")
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.release_the_log()
        assert not Person.objects.exists()
        assert not Cycle.objects.exists()
        assert "300 new" in start().communicate()[0]

    def test_waits_for_another_import(self, start):
        self.hold_the_log()
        first = start()
        self.wait_until(1, lock="relation")
        second = start()
        self.wait_until(1, lock="advisory")
        self.release_the_log()
        assert "300 new" in first.communicate()[0]
        assert "300 unchanged" in second.communicate()[0]
        assert Candidacy.objects.count() == 300
