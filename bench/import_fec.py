"""How long an import of the FEC's file takes: seconds, queries and peak memory by number of lines.

    .venv/bin/python bench/import_fec.py [LINES …]

Each number of lines (1,000 and 6,000 if none is given) is imported in a process and a database of
its own: into an empty record, again, and with every line changed. The database lies on the server
of DATABASE_URL, else on one that is started for the purpose, and is dropped afterwards. The people
are invented; as in the FEC's file, about two lines in five are for the cycle. Peak memory is of
the whole process, Python and Django included.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))
SIZES = (1_000, 6_000)
YEARS = (2026, 2024, 2026, 2024, 2022)
STATES = {"CA": 52, "TX": 38, "FL": 28, "NY": 26, "PA": 17, "IL": 17, "OH": 15, "MI": 13}
FAMILY_NAMES = ("{}", "{}-STONE", "DE LA {}", "O'{}", "MC{}", "VAN {}")
GIVEN_NAMES = ("ADA", "BEN L", "CORA MAE MS.", 'DREW "BUD" JR', "ELI, III", "FAY DR", "J R")


def invented_lines(count: int, *, is_changed: bool = False) -> Iterator[str]:
    """Yield lines as the FEC writes them; changed ones have another party and given name."""
    from tests.fec_files import fake_name, fec_line

    for number in range(count):
        state, seats = list(STATES.items())[number % len(STATES)]
        family = FAMILY_NAMES[number % len(FAMILY_NAMES)].format(fake_name(number))
        given = GIVEN_NAMES[number % len(GIVEN_NAMES)]
        yield fec_line(
            f"H6{state}{number:05}",
            f"{family}, {'NEW ' if is_changed else ''}{given}",
            party="IND" if is_changed else "DEM",
            year=str(YEARS[number % len(YEARS)]),
            state=state,
            district=f"{number % seats + 1:02}",
        )


def measure(count: int) -> None:
    """Import files of `count` lines into the database of DATABASE_URL and print what it took."""
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from candidates.importers.fec.imports import import_now
    from tests.fec_files import fec_file

    statements = 0

    def send(execute, sql, parameters, many, context):  # type: ignore[no-untyped-def]
        nonlocal statements
        statements += 1
        return execute(sql, parameters, many, context)

    first = fec_file(*invented_lines(count))
    changed = fec_file(*invented_lines(count, is_changed=True))
    for name, content in {"new": first, "again": first, "changed": changed}.items():
        statements = 0
        began = time.perf_counter()
        with connection.execute_wrapper(send):
            report = import_now(
                content, file_name=f"{name}.txt", cycle_year=2026, now=timezone.now()
            )
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        found = ", ".join(f"{number} {kind.label}" for kind, number in report.counts.items())
        print(f"{count:>6}  {name:<8} {seconds:>7.2f} {statements:>8} {peak:>9.0f}  {found}")


def compare(sizes: list[int]) -> None:
    """Measure each size in a process of its own, on a database that is dropped afterwards."""
    import django

    django.setup()
    from tests.database import DatabaseOfTests

    print(" lines  import   seconds  queries  peak MiB  what became of them", flush=True)
    server, mark, options = os.environ["DATABASE_URL"].partition("?")
    for count in sizes:
        name = f"bench_import_{os.getpid()}"
        database = DatabaseOfTests(name)
        database.create()
        try:
            address = f"{server.rpartition('/')[0]}/{name}{mark}{options}"
            subprocess.run(
                [sys.executable, __file__, "--measure", str(count)],
                env={**os.environ, "DATABASE_URL": address},
                check=True,
            )
        finally:
            database.drop()


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--measure"]:
        measure(int(arguments[1]))
        return
    from campaign.devserver.make import throwaway_site
    from campaign.lib.processes import StopSignals

    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("VAR", folder)
        with throwaway_site(StopSignals()) as (_supervisor, settings):
            os.environ.update(settings)
            compare([int(argument) for argument in arguments] or list(SIZES))


if __name__ == "__main__":
    main(sys.argv[1:])
