"""How quickly the organizers' lists open: CPU and queries, at 50 and 5,000 candidacies.

    .venv/bin/python bench/admin_lists.py          # --long: each list more often

The people are invented and imported as from the FEC's file; every tenth has an answer, outreach
and a correction. Each list is opened by a logged-in organizer in this process, without a network.
CPU is that of this process and of PostgreSQL, the least of some times. The record is measured
small first, then large, in one database.
"""

from __future__ import annotations

import sys

from figures import Figures, wants_long
from served import Site, cpu_here, throwaway_site

SMALL, LARGE = 50, 5_000
LONG, SHORT = 9, 3
MOST_GROWTH = {"answer/waiting/": 2.0}
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

    lines = invented_lines(count, is_one_cycle=True)
    import_now(fec_file(*lines), file_name="cn.txt", cycle_year=2026, now=timezone.now())
    for candidacy in Candidacy.objects.order_by("pk")[since:count:10]:
        draft_answer(candidacy)
        OutreachFactory.create(candidacy=candidacy)
        Correction.objects.create(candidacy=candidacy, field="party", claimed_value="none")


def measure(site: Site, times: int) -> dict[str, tuple[float, int]]:
    """Return the least milliseconds of CPU and the queries of each list."""
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
        for _time in range(times):
            began = cpu_here(site)
            assert client.get(address).status_code == 200, address
            seconds.append(cpu_here(site) - began)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        found[name] = (min(seconds) * 1000, len(queries))
    return found


def main() -> int:
    times = LONG if wants_long(__doc__) else SHORT
    with throwaway_site(is_durable=False) as site:
        build(SMALL, since=0)
        few = measure(site, times)
        build(LARGE, since=SMALL)
        with site.superuser() as connection:
            connection.execute("VACUUM (ANALYZE)")
        many = measure(site, times)
    figures = Figures(f"How much longer the organizers' lists take at {LARGE:,} candidacies")
    for name, (milliseconds, queries) in many.items():
        before, queries_before = few[name]
        figures.at_most(
            f"{name}: {before:.0f} → {milliseconds:.0f} ms, {queries_before} → {queries} queries",
            milliseconds / before,
            MOST_GROWTH.get(name),
        )
    return figures.exit_code


if __name__ == "__main__":
    sys.exit(main())
