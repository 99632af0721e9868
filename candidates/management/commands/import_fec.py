from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from candidates.importers.fec.file import ImportRefused
from candidates.importers.fec.imports import current_cycle_year, import_now, preview
from candidates.importers.fec.report import Kind, Report


class Command(BaseCommand):
    help = (
        "Import one cycle's House and Senate rows from the FEC's candidate master file "
        "(cn.txt). Adds people, races and candidacies, updates what changed in the file, and "
        "deletes nothing. Keeps what organizers edited. Safe to repeat. Prints how many lines "
        "are for the cycle, and each line it can't import, with the reason."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="cn.txt from the FEC's bulk downloads")
        parser.add_argument(
            "--cycle", type=int, help="the election year; if you leave this out, the current cycle"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would happen, and change nothing"
        )

    def handle(self, *args: Any, file: Path, cycle: int | None, **options: Any) -> None:
        year = current_cycle_year(timezone.localdate()) if cycle is None else cycle
        try:
            content = file.read_bytes()
            if options["dry_run"]:
                report = preview(content, cycle_year=year)
            else:
                report = import_now(
                    content, file_name=file.name, cycle_year=year, now=timezone.now()
                )
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}.") from error
        except ImportRefused as error:
            raise CommandError(str(error)) from error
        of_cycle, lines = report.cycle_line_count, report.line_count
        self.stdout.write(f"{of_cycle:,} of {lines:,} lines are for {year}.")
        self.print_report(report)
        if options["dry_run"]:
            self.stdout.write("This was a dry run. Nothing changed.")

    def print_report(self, report: Report) -> None:
        for kind in Kind:
            self.stdout.write(f"{report.counts[kind]:>6} {kind.label}")
        for kind in (Kind.TO_CHECK, Kind.NEEDS_PERSON, Kind.REFUSED):
            for entry in report.entries.get(kind, []):
                about = [f"line {entry.number}", str(kind.label), entry.fec_id, entry.seat]
                self.stdout.write(f"{' '.join(filter(None, about))}: {entry.detail}")
