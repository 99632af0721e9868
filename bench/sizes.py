"""What a full database costs: CPU of signing and of the petition's page, and the organizers' list.

    .venv/bin/python bench/sizes.py
    .venv/bin/python bench/sizes.py --long         # 5,000,000 signatures beside 10,000

Two databases on one server that writes to disk (fsync) and is thrown away, filled by SQL: addresses
with random keys, tokens that decrypt, states and dates spread as they come; no constraint and no
index is left out. The large one takes 0.75 kB a signature, 4 GB at five million, and is filled in a
few minutes.

Both are measured in turns, by CPU of the web process and of all processes of PostgreSQL, the least
of the rounds. The petition's page is made again for each request. The list is opened by an
organizer in this process. Ratios are large by small.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from asking import Reader
from figures import Figures, wants_long
from served import (
    SLUG,
    Site,
    Visitor,
    cpu_here,
    cpu_seconds,
    process_id,
    someone_new,
    throwaway_site,
)

# Signatures in the large database and the small one, and rounds.
LONG, SHORT = (5_000_000, 10_000, 8), (50_000, 1_000, 2)
AT_ONCE = 250_000
SIGNATURES = 100
MOST_CPU, MOST_OF_LIST = 1.15, 1.5
LISTS = {
    "the first page": "",
    "a deep page": "?p=8",
    "pending": "?state__exact=pending",
    "confirmed": "?state__exact=confirmed",
    "one petition": "?petition={petition}",
    "one petition, deep": "?petition={petition}&p=8",
    "waiting comments": "?comment=waiting",
}
SUPPORTERS = """
    INSERT INTO pledges_supporter
        (id, email, email_key, other_keys, domain_key, name, postal_code, language, generation,
        created_at, confirmed_at, agreed_at)
    SELECT n, %(email)s, sha256(n::text::bytea), '{}', sha256((n %% 5000)::text::bytea), %(name)s,
        (ARRAY['48226', '10001', '90001', '73301', '60601', '02108'])[1 + n %% 6], 'en-us', 1,
        at, CASE WHEN n %% 20 >= %(undecided)s / 5 THEN at END,
        CASE WHEN n %% 20 >= %(undecided)s THEN at END
    FROM generate_series(%(first)s::int, %(last)s::int) AS n,
        LATERAL (SELECT now() - interval '180 days' * (1 - n / %(count)s::float) AS at) AS moment
"""
SIGNED = """
    INSERT INTO pledges_signature
        (id, supporter_id, petition_id, place, comment, comment_state, shown_publicly,
        asks_for_mail, state, quarantine, block_hash, signed_at, confirmed_at,
        withdrawn_at, generation, state_before)
    SELECT n, n, %(petition)s, (ARRAY['MI', 'NY', 'CA', 'TX', 'IL', 'MA'])[1 + n %% 6],
        CASE WHEN n %% 10 = 5 THEN %(comment)s ELSE '' END,
        CASE WHEN n %% 50 = 5 THEN 'waiting' WHEN n %% 10 = 5 THEN 'approved' ELSE '' END,
        n %% 3 = 0, n %% 2 = 0, state,
        CASE WHEN state = 'quarantined' THEN 'limit' ELSE '' END,
        CASE WHEN n > %(count)s * 0.98 THEN sha256((n / 3)::text::bytea) END,
        at, CASE WHEN state IN ('confirmed', 'withdrawn') THEN at + interval '1 hour' END,
        CASE WHEN state = 'withdrawn' THEN at + interval '1 day' END, 1, ''
    FROM generate_series(%(first)s::int, %(last)s::int) AS n,
        LATERAL (SELECT now() - interval '180 days' * (1 - n / %(count)s::float) AS at,
            CASE n %% 50 WHEN 0 THEN 'quarantined' WHEN 1 THEN 'pending' WHEN 2 THEN 'withdrawn'
            ELSE 'confirmed' END AS state) AS signed
"""
TABLES = ("pledges_supporter", "pledges_signature")


def use(name: str) -> None:
    """Let Django in this process use the database `name`."""
    from django.db import connection, connections

    connections.close_all()
    connection.settings_dict["NAME"] = name


def fill(site: Site, name: str, count: int, *, undecided: int = 10) -> None:
    """Put `count` signatures into the database `name`, sum them, and let its statistics settle.

    Of twenty supporters `undecided` get no email, a fifth of them because they did not confirm.
    """
    from campaign.lib.encryption import encrypt
    from pledges.counts.recount import rebuild
    from pledges.models import Petition

    began = time.monotonic()
    use(name)
    values: dict[str, Any] = {
        "email": encrypt("somebody1234567@example1234.org"),
        "name": encrypt("Ines Basalt"),
        "comment": encrypt("Because nobody should be a number to those who govern."),
        "petition": Petition.objects.get(slug=SLUG).pk,
        "count": count,
        "undecided": undecided,
    }
    with site.superuser(name) as connection:
        # Triggers would note every signature as a change to be summed.
        connection.execute("SET session_replication_role = replica")
        for first in range(1, count + 1, AT_ONCE):
            part = {**values, "first": first, "last": min(first + AT_ONCE - 1, count)}
            connection.execute(SUPPORTERS, part)
            connection.execute(SIGNED, part)
        for table in TABLES:
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), %s)", [count]
            )
        connection.execute("SET session_replication_role = origin")
        rebuild()
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")
        size = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    assert size is not None
    print(
        f"{count:,} signatures: {size[0] / 1e9:.2f} GB, filled in {time.monotonic() - began:.0f} s",
        flush=True,
    )


def cpu_of_signing(site: Site, web_id: int, visitor: Visitor) -> float:
    """Return the milliseconds of CPU that a signature costs site and database."""
    before = cpu_seconds(web_id, site.postgres_id)
    for _time in range(SIGNATURES):
        visitor.sign(someone_new())
    return (cpu_seconds(web_id, site.postgres_id) - before) / SIGNATURES * 1000


def measure_cpu(site: Site, names: tuple[str, str], rounds: int, figures: Figures) -> None:
    """Show the CPU of a signature and of the page, in both databases."""
    served = {}
    for name in names:
        address, web = site.serve(settings=site.settings_for(name))
        served[name] = (address, process_id(web), Reader(site, name))
    found: dict[str, dict[str, list[float]]] = {"a signature": {}, "the page": {}}
    for is_measured in (False, *[True] * rounds):
        for name, (address, web_id, reader) in served.items():
            visitor = Visitor(address)
            signing = cpu_of_signing(site, web_id, visitor)
            page = reader.cost(f"/petitions/{SLUG}/").both
            if is_measured:
                found["a signature"].setdefault(name, []).append(signing)
                found["the page"].setdefault(name, []).append(page)
    for what, times_of in found.items():
        show(figures, f"CPU of {what}", *times_of.values(), most=MOST_CPU)


def measure_lists(site: Site, names: tuple[str, str], rounds: int, figures: Figures) -> None:
    """Show what the organizers' list takes, in both databases."""
    from django.contrib.auth.models import User
    from django.test import Client

    from pledges.models import Petition

    found: dict[str, dict[str, list[float]]] = {what: {} for what in LISTS}
    for is_measured in (False, *[True] * rounds):
        for name in names:
            use(name)
            client = Client(SERVER_NAME="127.0.0.1")
            organizer = {"username": "measured", "is_staff": True, "is_superuser": True}
            client.force_login(User.objects.get_or_create(**organizer)[0])
            petition = Petition.objects.get(slug=SLUG).pk
            for what, query in LISTS.items():
                address = "/admin/pledges/signature/" + query.format(petition=petition)
                before = cpu_here(site)
                assert client.get(address).status_code == 200, address
                milliseconds = (cpu_here(site) - before) * 1000
                if is_measured:
                    found[what].setdefault(name, []).append(milliseconds)
    for what, times_of in found.items():
        show(figures, f"the list, {what}", *times_of.values(), most=MOST_OF_LIST)


def show(
    figures: Figures, what: str, small: list[float], large: list[float], *, most: float
) -> None:
    few, many = min(small), min(large)
    figures.at_most(f"{what}: {few:.2f} → {many:.2f} ms", many / few, most)


def main() -> int:
    large, small, rounds = LONG if wants_long(__doc__) else SHORT
    with throwaway_site(is_durable=True) as site:
        from tests.pledges.people import a_petition

        a_petition(slug=SLUG)
        use("campaign")
        with site.superuser("postgres") as server:
            server.execute("CREATE DATABASE small TEMPLATE campaign OWNER campaign")
        fill(site, "small", small)
        fill(site, "campaign", large)
        figures = Figures(f"What {large:,} signatures cost beside {small:,}")
        measure_lists(site, ("small", "campaign"), rounds, figures)
        measure_cpu(site, ("small", "campaign"), rounds, figures)
    return figures.exit_code


if __name__ == "__main__":
    sys.exit(main())
