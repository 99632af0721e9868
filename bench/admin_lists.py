"""How quickly the organizers' lists open: milliseconds and queries, at 50 and 5,000 candidacies.

    .venv/bin/python bench/admin_lists.py [CANDIDACIES]

The people are invented and imported as from the FEC's file; every tenth has an answer, outreach
and a correction. Each list is opened by a logged-in organizer in this process, without a network:
the middle of five. The record is built and measured small first, then large, in one database,
which is dropped afterwards. The last column is large divided by small.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "bench")]
SMALL, LARGE = 50, 5_000
TIMES = 5
LISTS = (
    "candidacy/",
    "candidacy/?q=stone",
    "candidacy/?q=MI-11",
    "candidacy/?status__exact=pending&race__chamber__exact=H",
    "candidacy/?o=-7",
    "person/",
    "person/?q=stone",
    "answer/",
    "answer/waiting/",
    "outreach/",
    "correction/",
    "race/",
    "stage/",
)


def build(count: int, *, since: int) -> None:
    """Import invented candidacies up to `count`; let every tenth have something in each list."""
    from django.utils import timezone
    from import_fec import invented_lines

    from candidates.importers.fec.imports import import_now
    from candidates.models import Candidacy, Correction
    from tests.factories import OutreachFactory, draft_answer
    from tests.fec_files import fec_file

    lines = [line.replace("|2024|", "|2026|").replace("|2022|", "|2026|")
             for line in invented_lines(count)]  # fmt: skip
    import_now(fec_file(*lines), file_name="cn.txt", cycle_year=2026, now=timezone.now())
    for candidacy in Candidacy.objects.order_by("pk")[since:count:10]:
        draft_answer(candidacy)
        OutreachFactory.create(candidacy=candidacy)
        Correction.objects.create(candidacy=candidacy, field="party", claimed_value="none")


def measure() -> dict[str, tuple[float, int]]:
    """Return the middle milliseconds and the queries of each list."""
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(
        User.objects.get_or_create(username="b", is_staff=True, is_superuser=True)[0]
    )
    found = {}
    for name in LISTS:
        address = f"/admin/candidates/{name}"
        seconds = []
        client.get(address)
        for _time in range(TIMES):
            began = time.perf_counter()
            assert client.get(address).status_code == 200, address
            seconds.append(time.perf_counter() - began)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        found[name] = (statistics.median(seconds) * 1000, len(queries))
    return found


def compare(large: int) -> None:
    """Measure every list with few and with many candidacies, and print them side by side."""
    import django

    django.setup()
    from django.db import connection

    from tests.database import DatabaseOfTests

    database = DatabaseOfTests(f"bench_lists_{os.getpid()}")
    database.create()
    try:
        build(SMALL, since=0)
        few = measure()
        build(large, since=SMALL)
        many = measure()
    finally:
        connection.close()
        database.drop()
    print(f"{'list':<58}{SMALL:>8} ms{large:>8} ms  queries   ratio")
    for name, (milliseconds, queries) in many.items():
        ratio = milliseconds / few[name][0]
        print(f"{name:<58}{few[name][0]:>11.0f}{milliseconds:>11.0f}{queries:>9}{ratio:>8.1f}")


def main(arguments: list[str]) -> None:
    from campaign.devserver.make import throwaway_site
    from campaign.devserver.site_processes import collect_static_files
    from campaign.lib.processes import StopSignals

    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("VAR", folder)
        with throwaway_site(StopSignals()) as (supervisor, settings):
            collect_static_files(supervisor, settings)
            os.environ.update(settings)
            compare(int(arguments[0]) if arguments else LARGE)


if __name__ == "__main__":
    main(sys.argv[1:])
