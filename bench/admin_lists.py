"""How quickly the organizers' pages open, and that more rows cost no more queries.

    .venv/bin/python bench/admin_lists.py
    .venv/bin/python bench/admin_lists.py --long   # as large as a national campaign: ten minutes

Every list of the admin, its filters and searches, the front page, and every other page of ours is
opened by a logged-in organizer in this process, without a network. Pages are found by walking the
admin, so a new one is measured too. CPU is that of this process and of PostgreSQL, the least of
some times. One database is measured small first, then large: candidacies imported as from the FEC's
file, where every tenth has an answer, outreach and a correction, and outreach and signatures by
SQL. No index and no constraint is left out.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from figures import Figures, wants_long
from served import SLUG, Site, cpu_here, throwaway_site


class Size(NamedTuple):
    candidacies: int
    outreach: int
    signatures: int


SMALL, SHORT, LONG = (
    Size(600, 1_000, 1_000),
    Size(3_000, 10_000, 50_000),
    Size(10_000, 100_000, 5_000_000),
)
TIMES = 3
ORGANIZERS = 60
MOST_MILLISECONDS = 200
# Pages about a login, and what isn't a page.
LEFT_OUT = ("login", "logout", "password", "second_factor", "invitation", "jsi18n")
# Forms that are short however many rows there are.
OF_ONE_ROW = ("_add", "_change", "_delete", "_history", "_export")
NARROWED = (
    *(f"candidates/candidacy/?{query}" for query in ("q=stone", "q=MI-11", "o=-7", "p=9")),
    "candidates/candidacy/?status__exact=pending&race__chamber__exact=H",
    "candidates/candidacy/?race__jurisdiction__code__exact=MI",
    *(f"candidates/candidacy/?calls={calls}" for calls in ("never", "silent", "promised")),
    *(f"candidates/person/?{query}" for query in ("q=stone", "p=9")),
    *(f"candidates/outreach/?{query}" for query in ("q=stone", "p=9", "channel__exact=email")),
    "candidates/stage/night/mi-2026-08-04/",
    "candidates/stage/night/mi-2026-08-04/release/",
    "autocomplete/?app_label=candidates&model_name=outreach&field_name=candidacy&term=stone",
    *(
        f"pledges/signature/?{query}"
        for query in ("p=9", "state__exact=pending", "comment=waiting")
    ),
    "pledges/signature/?state__exact=confirmed&p=9",
)
RESULTS = """
    INSERT INTO candidates_stageresult
        (candidacy_id, stage_id, outcome, source_url, recorded_at, retraction_reason)
    SELECT run.id, min(stage.id), 'lost', 'https://example.org/source', now(), ''
    FROM candidates_candidacy AS run JOIN candidates_stage AS stage USING (race_id)
    WHERE run.id % 10 = 1 AND NOT EXISTS (
        SELECT FROM candidates_stageresult AS result WHERE result.candidacy_id = run.id)
    GROUP BY run.id
"""
# Each of the first entries again and again, a day earlier each time.
OUTREACH = """
    INSERT INTO candidates_outreach ({columns})
    SELECT {values} FROM generate_series(1, %(missing)s::int) AS copy
    JOIN (SELECT *, row_number() OVER (ORDER BY id) AS place FROM candidates_outreach) AS first
        ON first.place = 1 + copy %% %(made)s::int
"""


def build(site: Site, size: Size, *, since: int) -> None:
    """Fill the record up to `size`, where `since` candidacies are there already."""
    from django.utils import timezone
    from import_fec import invented_lines

    from candidates.importers.fec.imports import import_now
    from candidates.models import Candidacy, Correction
    from tests.factories import AnswerFactory, EvidenceFactory, OutreachFactory
    from tests.fec_files import fec_file

    lines = invented_lines(size.candidacies, is_one_cycle=True)
    import_now(fec_file(*lines), file_name="cn.txt", cycle_year=2026, now=timezone.now())
    team = organizers()
    for number, candidacy in enumerate(
        Candidacy.objects.order_by("pk")[since : size.candidacies : 10]
    ):
        recorder = team[number % len(team)]
        answer = AnswerFactory.create(candidacy=candidacy, recorded_by=recorder)
        answer.lead_evidence = EvidenceFactory.create(answer=answer)
        answer.save()
        OutreachFactory.create(candidacy=candidacy, by=recorder)
        Correction.objects.create(candidacy=candidacy, field="party", claimed_value="none")
    with site.superuser() as connection:
        # No trigger fires: nothing is noted as a change.
        connection.execute("SET session_replication_role = replica")
        connection.execute(RESULTS)
        log_outreach(connection, size.outreach)


def organizers() -> list[Any]:
    from django.contrib.auth.models import User

    for number in range(ORGANIZERS):
        User.objects.get_or_create(username=f"organizer {number}", is_staff=True)
    return list(User.objects.filter(username__startswith="organizer "))


def log_outreach(connection: Any, count: int) -> None:
    from candidates.models import Outreach

    columns = [field.column for field in Outreach._meta.local_concrete_fields if not field.unique]
    values = {column: f"first.{column}" for column in columns} | {
        "done_on": "first.done_on - (copy % 90)::int".replace("%", "%%")
    }
    made = Outreach.objects.count()
    connection.execute(
        OUTREACH.format(columns=", ".join(values), values=", ".join(values.values())),
        {"missing": count - made, "made": made},
    )


def sign(site: Site, count: int) -> None:
    """Have so many signatures, instead of those that are there."""
    from sizes import fill

    from pledges.models import Signature

    with site.superuser() as connection:
        connection.execute("TRUNCATE pledges_signature, pledges_supporter CASCADE")
    fill(site, "campaign", count)
    with site.superuser() as connection:
        # The site erases what was held for review after that time.
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "DELETE FROM pledges_signature WHERE state = 'quarantined' AND signed_at < now() - %s",
            [Signature.QUARANTINE_KEPT],
        )
        connection.execute("VACUUM (ANALYZE)")


def addresses() -> Iterator[str]:
    """Yield the address of every page that lists rows, and of every page of ours."""
    from django.apps import apps
    from django.urls import reverse

    from tests.campaign.accounts.addresses import pages

    for name, count in pages():
        if name.startswith(LEFT_OUT) or name.endswith(OF_ONE_ROW) or name in {"autocomplete"}:
            continue
        args = []
        if count == 1 and name != "app_list":
            model = apps.get_model(*name.split("_")[:2])
            args = list(model._default_manager.order_by("pk").values_list("pk", flat=True)[:1])
        elif name == "app_list":
            args = ["candidates"]
        if len(args) == count:
            yield reverse(f"admin:{name}", args=args)
    for query in NARROWED:
        yield f"/admin/{query}"


def measure(site: Site) -> dict[str, tuple[float, int]]:
    """Return the least milliseconds of CPU and the queries of each page that opens."""
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.second_factor import prove

    organizer = {"username": "measured", "is_staff": True, "is_superuser": True}
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get_or_create(**organizer)[0])
    prove(client)
    # Some pages are for POST alone.
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    found = {}
    for address in addresses():
        if client.get(address).status_code != 200:
            continue
        seconds = []
        for _time in range(TIMES):
            began = cpu_here(site)
            client.get(address)
            seconds.append(cpu_here(site) - began)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        found[address] = (min(seconds) * 1000, len(queries))
    return found


def main() -> int:
    size = LONG if wants_long(__doc__) else SHORT
    with throwaway_site(is_durable=False) as site:
        from tests.pledges.people import a_petition

        a_petition(slug=SLUG)
        build(site, SMALL, since=0)
        sign(site, SMALL.signatures)
        few = measure(site)
        build(site, size, since=SMALL.candidacies)
        sign(site, size.signatures)
        with site.superuser() as connection:
            connection.execute("VACUUM (ANALYZE)")
        many = measure(site)
    figures = Figures(
        f"The organizers' pages at {size.candidacies:,} candidacies, {size.outreach:,} outreach "
        f"entries and {size.signatures:,} signatures"
    )
    for address, (milliseconds, queries) in sorted(many.items(), key=lambda each: -each[1][0]):
        before, queries_before = few.get(address, (0, queries))
        said = f"{address.removeprefix('/admin')}: {before:.0f} ms before, "
        said += f"{queries_before} → {queries} queries"
        figures.at_most(said, milliseconds, MOST_MILLISECONDS, "ms")
    grown = [each for each in many if each in few and many[each][1] > few[each][1]]
    for address in grown:
        figures.explain(f"{address} asks {many[address][1] - few[address][1]} more queries")
    figures.at_most("pages that ask more queries with more rows", len(grown), 0)
    return figures.exit_code


if __name__ == "__main__":
    sys.exit(main())
