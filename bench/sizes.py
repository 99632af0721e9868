"""What a full database costs: CPU of signing and of the petition's page, and the organizers' list.

    .venv/bin/python bench/sizes.py [LARGE [SMALL]]      # 5,000,000 and 10,000 signatures

Two databases on one server that is thrown away, filled by SQL: addresses with random keys, tokens
that decrypt, states and dates spread as they come; no constraint and no index is left out. The
large one takes 0.75 kB a signature, 4 GB at five million, and is filled in two minutes.

Both are measured in turns. CPU is that of gunicorn's workers and of all processes of PostgreSQL,
user and system, a request; the list is opened by an organizer in this process, the middle of the
times. Ratios are large by small: at most 1.15 for CPU, 1.5 for the list.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from served import SLUG, Site, Visitor, cpu_seconds, process_id, someone_new, throwaway_site

LARGE, SMALL = 5_000_000, 10_000
AT_ONCE = 250_000
ROUNDS = 8
SIGNATURES, PAGES = 150, 40
LISTS = {
    "the first page": "",
    "a deep page": "?p=90",
    "pending": "?state__exact=pending",
    "confirmed": "?state__exact=confirmed",
    "one petition": "?petition={petition}",
    "one petition, deep": "?petition={petition}&p=90",
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


def cpu_of(site: Site, web_id: int, do: Callable[[], None], times: int) -> float:
    """Return the milliseconds of CPU that one time of `do` costs site and database."""
    before = cpu_seconds(web_id, site.postgres_id)
    for _time in range(times):
        do()
    return (cpu_seconds(web_id, site.postgres_id) - before) / times * 1000


def measure_cpu(site: Site, names: tuple[str, str]) -> None:
    """Print the CPU of a signature and of the page, in both databases."""
    served = {}
    for name in names:
        address, web = site.serve(settings=site.settings_for(name))
        served[name] = (address, process_id(web))
    found: dict[str, dict[str, list[float]]] = {}
    for is_measured in (False, *[True] * ROUNDS):
        for name, (address, web_id) in served.items():
            visitor = Visitor(address)
            for what, do, times in (
                ("a signature", lambda visitor=visitor: visitor.sign(someone_new()), SIGNATURES),
                ("the page", lambda visitor=visitor: visitor.get(f"/petitions/{SLUG}/"), PAGES),
            ):
                milliseconds = cpu_of(site, web_id, do, times)
                if is_measured:
                    found.setdefault(what, {}).setdefault(name, []).append(milliseconds)
    print(f"\n{'CPU milliseconds':<24}{'small':>9}{'large':>9}{'ratio':>8}")
    for what, times_of in found.items():
        show(what, *times_of.values())


def measure_lists(names: tuple[str, str]) -> None:
    """Print the time of the organizers' list, in both databases."""
    from django.contrib.auth.models import User
    from django.test import Client

    from pledges.models import Petition

    found: dict[str, dict[str, list[float]]] = {what: {} for what in LISTS}
    for is_measured in (False, *[True] * ROUNDS):
        for name in names:
            use(name)
            client = Client(SERVER_NAME="127.0.0.1")
            organizer = {"username": "measured", "is_staff": True, "is_superuser": True}
            client.force_login(User.objects.get_or_create(**organizer)[0])
            petition = Petition.objects.get(slug=SLUG).pk
            for what, query in LISTS.items():
                address = "/admin/pledges/signature/" + query.format(petition=petition)
                began = time.perf_counter()
                assert client.get(address).status_code == 200, address
                milliseconds = (time.perf_counter() - began) * 1000
                if is_measured:
                    found[what].setdefault(name, []).append(milliseconds)
    print(f"\n{'The list, milliseconds':<24}{'small':>9}{'large':>9}{'ratio':>8}")
    for what, times_of in found.items():
        show(what, *times_of.values())


def show(what: str, small: list[float], large: list[float]) -> None:
    few, many = statistics.median(small), statistics.median(large)
    print(f"{what:<24}{few:>9.2f}{many:>9.2f}{many / few:>8.2f}", flush=True)


def main(arguments: list[str]) -> None:
    large, small = ([int(each) for each in arguments] + [LARGE, SMALL][len(arguments) :])[:2]
    with throwaway_site(is_durable=False) as site:
        from tests.pledges.people import a_petition

        a_petition(slug=SLUG)
        use("campaign")
        with site.superuser("postgres") as server:
            server.execute("CREATE DATABASE small TEMPLATE campaign OWNER campaign")
        fill(site, "small", small)
        fill(site, "campaign", large)
        measure_lists(("small", "campaign"))
        measure_cpu(site, ("small", "campaign"))


if __name__ == "__main__":
    main(sys.argv[1:])
