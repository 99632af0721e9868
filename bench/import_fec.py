"""What an import of the FEC's file takes: CPU, queries and peak memory by number of lines.

    .venv/bin/python bench/import_fec.py           # --long: more sizes

Each number of lines is imported in a process and a database of its own: into an empty record,
again, and a few times with every line changed, where the least counts. The people are invented.
In one file all lines are of the cycle; in the other, as in the FEC's, about two in five.
CPU is that of the process and of PostgreSQL, which take turns: on a machine that does nothing else,
it takes as long. Peak memory is of the whole process, Python and Django included.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

from figures import Figures, wants_long
from served import DATABASE, cpu_seconds, throwaway_site

# Lines, and whether all are of the cycle.
SHORT = ((6_000, True),)
LONG = ((1_000, False), (6_000, False), (1_000, True), (6_000, True), (12_000, True))
MOST_SECONDS_WHEN_CHANGED = {6_000: 2.0}
TIMES = 3
YEARS = (2026, 2024, 2026, 2024, 2022)
STATES = {"CA": 52, "TX": 38, "FL": 28, "NY": 26, "PA": 17, "IL": 17, "OH": 15, "MI": 13}
FAMILY_NAMES = ("{}", "{}-STONE", "DE LA {}", "O'{}", "MC{}", "VAN {}")
GIVEN_NAMES = ("ADA", "BEN L", "CORA MAE MS.", 'DREW "BUD" JR', "ELI, III", "FAY DR", "J R")


def invented_lines(
    count: int, *, is_changed: bool = False, is_one_cycle: bool = False
) -> Iterator[str]:
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
            year=str(YEARS[0 if is_one_cycle else number % len(YEARS)]),
            state=state,
            district=f"{number % seats + 1:02}",
        )


def measure(count: int, is_one_cycle: bool, postgres_id: int) -> None:
    """Import files of `count` lines into the database of DATABASE_URL and print what it took."""
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from candidates.importers.fec.imports import import_now
    from tests.fec_files import fec_file

    def spent() -> float:
        return time.process_time() + cpu_seconds(postgres_id)

    statements = 0

    def send(execute, sql, parameters, many, context):  # type: ignore[no-untyped-def]
        nonlocal statements
        statements += 1
        return execute(sql, parameters, many, context)

    first, changed = (
        fec_file(*invented_lines(count, is_changed=each, is_one_cycle=is_one_cycle))
        for each in (False, True)
    )
    again = {f"changed {number}": (first, changed)[number % 2] for number in range(1, TIMES + 1)}
    for name, content in {"new": first, "unchanged": first, **again}.items():
        statements = 0
        before = spent()
        with connection.execute_wrapper(send):
            report = import_now(
                content, file_name=f"{name}.txt", cycle_year=2026, now=timezone.now()
            )
        seconds = spent() - before
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        about = ", ".join(f"{number} {kind.label}" for kind, number in report.counts.items())
        print(seconds, f"{name}: {statements} queries, {peak} MiB; {about}", sep="\t", flush=True)


def main() -> int:
    if sys.argv[1:2] == ["--measure"]:
        measure(int(sys.argv[2]), sys.argv[3] == "True", int(sys.argv[4]))
        return 0
    sizes = LONG if wants_long(__doc__) else SHORT
    with throwaway_site(is_durable=False) as site:
        figures = Figures("What an import of the FEC's file takes")
        for number, (count, is_one_cycle) in enumerate(sizes):
            name = f"import_{number}"
            with site.superuser("postgres") as server:
                server.execute(f"CREATE DATABASE {name} TEMPLATE {DATABASE} OWNER campaign")
            said = subprocess.run(
                [
                    sys.executable,
                    __file__,
                    "--measure",
                    str(count),
                    str(is_one_cycle),
                    str(site.postgres_id),
                ],
                env={**os.environ, **site.settings_for(name)},
                stdout=subprocess.PIPE,
                text=True,
                check=True,
                timeout=600,
            ).stdout
            rows = [line.split("\t") for line in said.splitlines()]
            title = f"{count:,} lines, {'all' if is_one_cycle else 'two in five'} of the cycle"
            for seconds, about in rows:
                figures.explain(f"{title}: {float(seconds):.2f} s, {about}")
            new, same, *changed = (float(seconds) for seconds, _about in rows)
            figures.at_most(f"{title}, new", new, None, "s")
            figures.at_most(f"{title}, unchanged", same, None, "s")
            goal = MOST_SECONDS_WHEN_CHANGED.get(count)
            figures.at_most(f"{title}, all changed", min(changed), goal, "s")
    return figures.exit_code


if __name__ == "__main__":
    sys.exit(main())
