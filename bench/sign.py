"""How quickly the site takes signatures, beside the bare SQL of the same, on a durable server.

    .venv/bin/python bench/sign.py

One client, kept connection, new addresses: the site's rate beside that of the statements that it
sends, with the same parameters, through psycopg alone. Then 32 clients: the site's rate with a
commit that takes 2 ms more beside its rate without. Both take turns, and the ratio is that of
rounds beside each other.

The server writes to disk (fsync). A slow commit is PostgreSQL's own commit_delay with
commit_siblings 0: the process that writes the log for a group of commits first waits 2 ms, as a
disk would let them, while the locks of their rows are held. gunicorn runs with the deployed
settings, for `crowd` with 16 threads a worker, so that each of 32 clients has one. Nothing is left
behind.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from served import (
    SLUG,
    Site,
    Visitor,
    a_network,
    form,
    in_parallel,
    show_rates,
    slow_commits,
    someone_new,
    throwaway_site,
)

ROUNDS = 60
A_ROUND = 20
CLIENTS = 32
CROWDED_ROUNDS = 6
SECONDS = 4.0
SLOW_COMMIT_MICROSECONDS = 2000
# A transaction: statements with their parameters.
Statements = list[tuple[str, Any]]


def alone(site: Site) -> None:
    """Compare one visitor with the bare statements."""
    address, _web = site.serve()
    prepared = iter(recorded(ROUNDS * A_ROUND))
    visitor = Visitor(address)
    raw = psycopg.connect(site.settings["DATABASE_URL"], cursor_factory=psycopg.ClientCursor)
    raw.autocommit = True
    for _warm_up in range(100):
        visitor.sign(someone_new())
    rates: dict[str, list[float]] = {"site": [], "bare SQL": []}
    for _round in range(ROUNDS):
        rates["site"].append(rate(lambda: visitor.sign(someone_new())))
        rates["bare SQL"].append(rate(lambda: replay(raw, next(prepared))))
    raw.close()
    show_rates("One client, new addresses", rates, least=0.4)


def crowd(site: Site) -> None:
    """Compare 32 visitors with a slow commit and without."""
    for microseconds in (0, SLOW_COMMIT_MICROSECONDS):
        slow_commits(site, microseconds=microseconds)
        print(f"A bare commit with commit_delay {microseconds}: {commit_milliseconds(site):.2f} ms")
    address, _web = site.serve("--threads=16")
    visitors = [Visitor(address) for _number in range(CLIENTS)]
    rate_of_all(visitors, SECONDS)
    rates: dict[str, list[float]] = {"2 ms commit": [], "as the disk is": []}
    for _round in range(CROWDED_ROUNDS):
        for name, microseconds in (
            ("as the disk is", 0),
            ("2 ms commit", SLOW_COMMIT_MICROSECONDS),
        ):
            slow_commits(site, microseconds=microseconds)
            rates[name].append(rate_of_all(visitors, SECONDS))
    slow_commits(site, microseconds=0)
    show_rates(f"{CLIENTS} clients", rates, least=0.7)


def recorded(number: int) -> list[list[Statements]]:
    """Return what so many sign-ups send to the database: transactions; nothing of it is kept."""
    from django.db import connection, transaction
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1", headers={"Sec-Fetch-Site": "same-origin"})
    sent: Statements = []

    def note(
        execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any
    ) -> Any:
        sent.append((sql, parameters))
        return execute(sql, parameters, many, context)

    def sign() -> None:
        response = client.post(
            f"/petitions/{SLUG}/sign/",
            form(someone_new()),
            headers={"X-Forwarded-For": a_network()},
        )
        assert response.status_code == 303

    sign()  # it reads what a process reads once
    found = []
    for _number in range(number):
        sent.clear()
        with transaction.atomic():
            with connection.execute_wrapper(note):
                sign()
            transaction.set_rollback(True)
        found.append(statements_of(sent))
    connection.close()
    return found


def statements_of(sent: Statements) -> list[Statements]:
    """Return transactions: what the site sends as one message is one, of single statements."""
    return [[(each, values) for each in sql.split(";")] for sql, values in sent]


def replay(raw: psycopg.Connection, prepared: list[Statements]) -> None:
    """Send what one sign-up sends and read what comes back."""
    for statements in prepared:
        if len(statements) == 1:
            run(raw, *statements[0])
            continue
        with raw.transaction():
            for sql, parameters in statements:
                run(raw, sql, parameters)


def run(raw: psycopg.Connection, sql: str, parameters: Any) -> None:
    cursor = raw.execute(sql, parameters)
    if cursor.description:
        cursor.fetchall()


def commit_milliseconds(site: Site) -> float:
    """Return how long a transaction takes that writes nothing but a word into the log."""
    with site.superuser() as connection:
        began = time.perf_counter()
        for _time in range(100):
            connection.execute("SELECT pg_logical_emit_message(true, 'measured', 'x')")
        return (time.perf_counter() - began) * 10


def rate(work: Callable[[], None]) -> float:
    """Return how many times a second `work` is done."""
    began = time.perf_counter()
    for _time in range(A_ROUND):
        work()
    return A_ROUND / (time.perf_counter() - began)


def rate_of_all(visitors: Sequence[Visitor], seconds: float) -> float:
    """Return how many signatures a second all visitors give together."""
    began = time.perf_counter()
    given = [0] * len(visitors)

    def sign_on(position: int) -> None:
        while time.perf_counter() - began < seconds:
            visitors[position].sign(someone_new())
            given[position] += 1

    in_parallel([lambda position=position: sign_on(position) for position in range(len(visitors))])
    return sum(given) / (time.perf_counter() - began)


def main() -> None:
    with throwaway_site(is_durable=True) as site:
        from tests.pledges.people import a_petition

        a_petition(slug=SLUG)
        alone(site)
        crowd(site)


if __name__ == "__main__":
    main()
