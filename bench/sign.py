"""How quickly the site takes signatures, beside the bare SQL of the same, on a durable server.

    .venv/bin/python bench/sign.py
    .venv/bin/python bench/sign.py --long          # more rounds

One client, kept connection, new addresses: the site's rate beside that of the messages that it
sends to the database, through psycopg alone. PostgreSQL's log has them as they were sent; what they
wrote is removed before they are sent again. Then 32 clients: the site's rate with a commit that
takes 2 ms more beside its rate without. Both take turns, and the ratio is that of rounds beside
each other.

The server writes to disk (fsync). A slow commit is PostgreSQL's own commit_delay with
commit_siblings 0: the process that writes the log for a group of commits first waits 2 ms, as a
disk would let them, while the locks of their rows are held. gunicorn runs with the deployed
settings, for the crowd with 16 threads a worker, so that each of 32 clients has one.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psycopg
from figures import Figures, wants_long
from served import (
    SLUG,
    Site,
    Visitor,
    compare_rates,
    in_parallel,
    signing,
    slow_commits,
    someone_new,
    throwaway_site,
)

# Rounds of one client, and of the crowd with their seconds.
LONG, SHORT = (60, 6, 4.0), (20, 2, 2.0)
A_ROUND = 20
CLIENTS = 32
SLOW_COMMIT_MICROSECONDS = 2000
LEAST_OF_BARE, LEAST_WITH_SLOW_COMMITS = 0.4, 0.7
MESSAGE = re.compile(r"^\S+ \S+ UTC \[\d+\] LOG:  statement: ", re.MULTILINE)


def alone(site: Site, rounds: int, figures: Figures) -> None:
    """Compare one visitor with the bare messages."""
    address, _web = site.serve()
    visitor = Visitor(address)
    for _warm_up in range(100):
        visitor.sign(someone_new())
    prepared = iter(recorded(site, visitor, rounds * A_ROUND))
    # Forms are made before they're sent, as the messages are.
    forms = iter([signing(visitor.host, someone_new()) for _form in range(rounds * A_ROUND)])
    raw = psycopg.connect(site.settings["DATABASE_URL"], autocommit=True)
    rates: dict[str, list[float]] = {"site": [], "bare SQL": []}
    for _round in range(rounds):
        rates["site"].append(rate(lambda: visitor.send(next(forms))))
        rates["bare SQL"].append(rate(lambda: replay(raw, next(prepared))))
    raw.close()
    compare_rates(figures, "one client, new addresses", rates, least=LEAST_OF_BARE)


def crowd(site: Site, rounds: int, seconds: float, figures: Figures) -> None:
    """Compare 32 visitors with a slow commit and without."""
    for microseconds in (0, SLOW_COMMIT_MICROSECONDS):
        slow_commits(site, microseconds=microseconds)
        what = f"a bare commit with commit_delay {microseconds}"
        figures.at_most(what, commit_milliseconds(site), None, "ms")
    address, _web = site.serve("--threads=16")
    visitors = [Visitor(address) for _number in range(CLIENTS)]
    # A process does some things once; until then it would refuse some of so many.
    for visitor in visitors:
        visitor.sign(someone_new())
    rate_of_all(visitors, seconds)
    rates: dict[str, list[float]] = {"2 ms commit": [], "as the disk is": []}
    for _round in range(rounds):
        for name, microseconds in (
            ("as the disk is", 0),
            ("2 ms commit", SLOW_COMMIT_MICROSECONDS),
        ):
            slow_commits(site, microseconds=microseconds)
            rates[name].append(rate_of_all(visitors, seconds))
    slow_commits(site, microseconds=0)
    compare_rates(figures, f"{CLIENTS} clients", rates, least=LEAST_WITH_SLOW_COMMITS)


def recorded(site: Site, visitor: Visitor, number: int) -> list[list[str]]:
    """Return the messages of so many sign-ups, and remove what they wrote."""
    log = Path(site.settings["VAR"], "postgres", "postgres.log")
    site.change("log_statement", "all")
    start = log.stat().st_size
    for _number in range(number):
        visitor.sign(someone_new())
    site.change("log_statement", "none")
    with log.open() as file:
        file.seek(start)
        found = list(by_sign_up(file.read()))
    assert len(found) == number, f"{len(found)} sign-ups of {number} are in the log."
    with site.superuser() as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("TRUNCATE pledges_supporter, pledges_signature, pledges_signup CASCADE")
        connection.execute("VACUUM ANALYZE")
    return found


def by_sign_up(log: str) -> Iterator[list[str]]:
    """Yield the messages of each sign-up, as they were sent; it's the last of them that signs."""
    sent: list[str] = []
    # PostgreSQL indents what isn't the first line.
    for text in MESSAGE.split(log)[1:]:
        sent.append(text.rstrip("\n").replace("\n\t", "\n"))
        if "INSERT INTO pledges_signup" in sent[-1]:
            yield sent
            sent = []


def replay(raw: psycopg.Connection, messages: list[str]) -> None:
    """Send what one sign-up sends and read what comes back."""
    for message in messages:
        cursor = raw.execute(message.encode())
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


def main() -> int:
    rounds, crowded_rounds, seconds = LONG if wants_long(__doc__) else SHORT
    with throwaway_site(is_durable=True) as site:
        from tests.pledges.people import a_petition

        a_petition(slug=SLUG)
        figures = Figures("How quickly signatures are taken")
        alone(site, rounds, figures)
        crowd(site, crowded_rounds, seconds, figures)
    return figures.exit_code


if __name__ == "__main__":
    sys.exit(main())
