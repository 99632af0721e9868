"""Whether the time of an answer tells what is known of an address: milliseconds by kind.

    .venv/bin/python bench/sign_kinds.py
    .venv/bin/python bench/sign_kinds.py --long    # more of each kind

One client with a kept connection sends the form for addresses of every kind, in random order, to
gunicorn as it is deployed and a server that writes to disk; every request comes from another
network. What counts is the time within which a fifth of the answers came, because what else the
machine does takes longer than any difference. The figures are those times divided by the least.
"""

from __future__ import annotations

import random
import statistics
import sys
import time

from figures import Figures, wants_long
from served import SLUG, Visitor, numbers, someone_new, throwaway_site

LONG, SHORT = 600, 100
MOST = 1.10
BLOCKED = "blocked.example"


def addresses_by_kind(count: int) -> dict[str, list[str]]:
    """Return so many addresses of each kind, after making them what they are."""

    from pledges.mail.addresses import email_key
    from pledges.models import BlockedDomain, Signature, Suppression
    from tests.pledges.people import State, a_petition, a_signature, a_supporter

    petition = a_petition(slug=SLUG)
    BlockedDomain.objects.create(domain=BLOCKED, reason="measured")

    def emails(domain: str = "gmail.com") -> list[str]:
        return [f"known{next(numbers)}@{domain}" for _number in range(count)]

    def signed(state: str, **values: str) -> list[str]:
        found = emails()
        for email in found:
            a_signature(petition, a_supporter(email), state=state, **values)
        return found

    def suppressed(found: list[str], reason: str) -> list[str]:
        Suppression.objects.bulk_create(
            Suppression(email_key=email_key(email), reason=reason) for email in found
        )
        return found

    return {
        "new": [someone_new() for _number in range(count)],
        "pending": signed(State.PENDING),
        "confirmed": signed(State.CONFIRMED),
        "unsubscribed": suppressed(signed(State.CONFIRMED), Suppression.Reason.ASKED),
        "blocked (its domain)": emails(BLOCKED),
        "erased": suppressed(emails(), Suppression.Reason.ERASED),
        "quarantined before": signed(State.QUARANTINED, quarantine=Signature.Quarantine.HONEYPOT),
    }


def measure(count: int) -> dict[str, list[float]]:
    """Return the milliseconds of the answers to each kind."""
    times: dict[str, list[float]] = {}
    with throwaway_site(is_durable=True) as site:
        by_kind = addresses_by_kind(count)
        address, _web = site.serve()
        visitor = Visitor(address)
        for _warm_up in range(200):
            visitor.sign(someone_new())
        queue = [(kind, email) for kind, emails in by_kind.items() for email in emails]
        random.shuffle(queue)
        times = {kind: [] for kind in by_kind}
        for kind, email in queue:
            began = time.perf_counter()
            visitor.sign(email)
            times[kind].append((time.perf_counter() - began) * 1000)
    return times


def main() -> int:
    times = measure(LONG if wants_long(__doc__) else SHORT)
    quick = {kind: statistics.quantiles(found, n=5)[0] for kind, found in times.items()}
    least = min(quick.values())
    figures = Figures("How long the answer to a sign-up takes, by kind of address")
    for kind, milliseconds in quick.items():
        figures.at_most(f"{kind}: {milliseconds:.2f} ms", milliseconds / least, MOST)
    return figures.exit_code


if __name__ == "__main__":
    sys.exit(main())
