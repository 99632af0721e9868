"""Invented petitions and supporters, each in one call."""

from __future__ import annotations

import datetime
from itertools import count
from typing import Any

from django.utils import timezone

from pledges.mail.addresses import domain_key, email_key
from pledges.models import PaperBatch, Petition, Signature, Supporter
from pledges.places import place_of

State = Signature.State
numbers = count(1)


def a_petition(**values: Any) -> Petition:
    """Return an open petition."""
    number = next(numbers)
    return Petition.objects.create(
        **{
            "slug": f"petition-{number}",
            "title": f"Petition {number}",
            "target": "Members of Congress",
            "ask": "Investigate what happened.",
            "state": Petition.State.OPEN,
            **values,
        }
    )


def a_supporter(email: str = "", *, name: str = "Ines Basalt", **values: Any) -> Supporter:
    """Return a supporter who confirmed their address, in Michigan."""
    email = email or f"supporter{next(numbers)}@example.org"
    return Supporter.objects.create(
        **{
            "email": email,
            "email_key": email_key(email),
            "domain_key": domain_key(email),
            "name": name,
            "postal_code": "48226",
            "confirmed_at": timezone.now(),
            **values,
        }
    )


def a_signature(
    petition: Petition | None,
    supporter: Supporter | None = None,
    *,
    state: str = State.CONFIRMED,
    confirmed_at: datetime.datetime | None = None,
    **values: Any,
) -> Signature:
    """Return a signature in a state, a confirmed one confirmed just now."""
    supporter = supporter or a_supporter()
    if state == State.CONFIRMED:
        confirmed_at = confirmed_at or timezone.now()
    return Signature.objects.create(
        petition=petition,
        supporter=supporter,
        state=state,
        confirmed_at=confirmed_at,
        **{"place": place_of(supporter.postal_code), **values},
    )


def signatures(petition: Petition, number: int, **values: Any) -> list[Signature]:
    """Return so many signatures, each by somebody else."""
    return [a_signature(petition, **values) for _number in range(number)]


def a_paper_batch(petition: Petition, count: int, **values: Any) -> PaperBatch:
    """Return a batch of signatures on paper; its scan is not there."""
    return PaperBatch.objects.create(
        petition=petition,
        count=count,
        **{"collected_on": timezone.localdate(), "scan": "scan", "sha256": "0" * 64, **values},
    )
