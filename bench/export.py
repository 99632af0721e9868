"""What the list for mailing tools costs beside its bare minimum: CPU, and memory.

    .venv/bin/python bench/export.py
    .venv/bin/python bench/export.py --long        # a million rows

The bare minimum is a loop over a server-side cursor that reads name, address, ZIP code and language
of the same supporters and decrypts the two that are encrypted. Both run in this process, in turns
of one batch. What counts is CPU, of this process and of PostgreSQL. Then a process of its own
exports all once more: its peak of memory over what it had before. Database and server are thrown
away.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
from asking import peak_kibibytes
from figures import Figures, wants_long
from served import SLUG, Site, cpu_here, throwaway_site
from sizes import fill, use

LONG, SHORT = 1_000_000, 30_000
LEAST_RATIO, MOST_MIB = 0.5, 30
READ = """
    SELECT email, name, postal_code, language FROM pledges_supporter
    WHERE agreed_at IS NOT NULL AND confirmed_at IS NOT NULL
"""


def bare(connection: psycopg.Connection, at_once: int) -> Iterator[int]:
    """Read and decrypt everything, and yield after each batch how many rows it had."""
    from campaign.lib.encryption import decryptor

    decrypt = decryptor()
    with connection.cursor(name="bare") as cursor:
        cursor.execute(READ)
        while rows := cursor.fetchmany(at_once):
            for email, name, _postal_code, _language in rows:
                decrypt(email)
                decrypt(name)
            yield len(rows)


def compare(site: Site, figures: Figures) -> None:
    """Take turns, a batch each, and show the rates."""
    from pledges.export import AT_ONCE, csv_of

    # It stays open: what a process spent that has ended isn't counted.
    with psycopg.connect(site.settings["DATABASE_URL"]) as raw:
        counts: list[int] = []
        sides = {
            "export": csv_of(None, done=counts.append),
            "bare loop": bare(raw, AT_ONCE),
        }
        seconds = dict.fromkeys(sides, 0.0)
        going = set(sides)
        while going:
            for name in sorted(going):
                began = cpu_here(site)
                if next(sides[name], None) is None:
                    going.remove(name)
                seconds[name] += cpu_here(site) - began
    rates = {name: counts[0] / spent for name, spent in seconds.items()}
    said = ", ".join(f"{name} {rate:,.0f} a CPU second" for name, rate in rates.items())
    ratio = rates["export"] / rates["bare loop"]
    figures.at_least(f"rows: {said}", ratio, LEAST_RATIO)


def memory() -> None:
    """Export everything in this process and print the peak over what it had before, in KiB."""
    import django

    django.setup()
    from django.db import connection

    from pledges.export import csv_of

    connection.ensure_connection()
    # The peak starts over from here (proc_pid_clear_refs).
    Path("/proc/self/clear_refs").write_text("5")
    base = peak_kibibytes(os.getpid())
    for _part in csv_of(None, done=lambda count: None):
        pass
    print(peak_kibibytes(os.getpid()) - base)


def main() -> int:
    if sys.argv[1:] == ["--memory"]:
        memory()
        return 0
    rows = LONG if wants_long(__doc__) else SHORT
    with throwaway_site(is_durable=False) as site:
        from tests.pledges.people import a_petition

        a_petition(slug=SLUG)
        use("campaign")
        fill(site, "campaign", rows, undecided=0)
        figures = Figures(f"The list for mailing tools, {rows:,} rows")
        compare(site, figures)
        said = subprocess.run(
            [sys.executable, __file__, "--memory"],
            env={**os.environ, **site.settings},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=1800,
        ).stdout
        figures.at_most("memory over the base", int(said) / 1024, MOST_MIB, "MiB")
    return figures.exit_code


if __name__ == "__main__":
    sys.exit(main())
