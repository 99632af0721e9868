"""What the list for mailing tools costs beside its bare minimum: rows a second, and memory.

    .venv/bin/python bench/export.py [ROWS]      # 1,000,000 unless told

The bare minimum is a loop over a server-side cursor that reads name, address, ZIP code and language
of the same supporters and decrypts the two that are encrypted. Both run in this process, in turns
of one batch, so that both meet the same machine; the ratio is the rate of the export by the bare
one: at least 0.5. Then a process of its own exports all once more: its peak of memory over what it
had before, at most 30 MiB. Database and server are thrown away.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from served import SLUG, throwaway_site
from sizes import fill, use

ROWS = 1_000_000
READ = """
    SELECT email, name, postal_code, language FROM pledges_supporter
    WHERE agreed_at IS NOT NULL AND confirmed_at IS NOT NULL
"""


def bare(address: str, at_once: int) -> Iterator[int]:
    """Read and decrypt everything, and yield after each batch how many rows it had."""
    from campaign.lib.encryption import decryptor

    decrypt = decryptor()
    with psycopg.connect(address) as connection, connection.cursor(name="bare") as cursor:
        cursor.execute(READ)
        while rows := cursor.fetchmany(at_once):
            for email, name, _postal_code, _language in rows:
                decrypt(email)
                decrypt(name)
            yield len(rows)


def compare(address: str) -> None:
    """Take turns, a batch each, and print the rates."""
    from pledges.export import AT_ONCE, csv_of

    counts: list[int] = []
    sides = {"export": csv_of(None, done=counts.append), "bare loop": bare(address, AT_ONCE)}
    seconds = dict.fromkeys(sides, 0.0)
    going = set(sides)
    while going:
        for name in sorted(going):
            began = time.perf_counter()
            if next(sides[name], None) is None:
                going.remove(name)
            seconds[name] += time.perf_counter() - began
    for name, spent in seconds.items():
        print(f"{name:<12}{counts[0] / spent:>10,.0f} rows a second")
    ratio = seconds["bare loop"] / seconds["export"]
    print(f"{'ratio':<12}{ratio:>10.2f} (at least 0.5), {counts[0]:,} rows")


def memory() -> None:
    """Export everything in this process and print the peak over what it had before."""
    import django

    django.setup()
    from django.db import connection

    from pledges.export import csv_of

    connection.ensure_connection()
    # The peak starts over from here (proc_pid_clear_refs).
    Path("/proc/self/clear_refs").write_text("5")
    base = peak_kibibytes()
    size = sum(len(part) for part in csv_of(None, done=lambda count: None))
    over = (peak_kibibytes() - base) / 1024
    print(f"Memory over the base of {base / 1024:.0f} MiB: {over:.1f} MiB (at most 30)")
    print(f"The file: {size / 1e6:.0f} MB")


def peak_kibibytes() -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1])


def main(arguments: list[str]) -> None:
    if arguments == ["--memory"]:
        memory()
        return
    with throwaway_site(is_durable=False) as site:
        from tests.pledges.people import a_petition

        a_petition(slug=SLUG)
        use("campaign")
        fill(site, "campaign", int(arguments[0]) if arguments else ROWS, undecided=0)
        compare(site.settings["DATABASE_URL"])
        subprocess.run(
            [sys.executable, __file__, "--memory"],
            env={**os.environ, **site.settings},
            check=True,
            timeout=1800,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
