"""Opening an archived cycle again."""

from __future__ import annotations

import datetime

from candidates.ledger.locks import lock_people
from candidates.ledger.refresh import refresh_people
from candidates.models import Candidacy, Cycle


def open_again(cycle: Cycle, *, now: datetime.datetime) -> None:
    """Store what the ledger says of a cycle that was archived until now.

    Deaths, mergers and new rules didn't reach it meanwhile. Call it in the transaction that opens
    the cycle.
    """
    runs = Candidacy.objects.in_cycle(cycle).order_by()
    people = set(runs.values_list("person", flat=True))
    lock_people(people)
    refresh_people(people, now=now)
