"""Sign-ups that are held for review as a flood."""

from __future__ import annotations

import datetime

from django.utils import timezone

from pledges.models import Petition, Signature
from tests.pledges.people import State, a_signature, a_supporter

HOUR = timezone.now().replace(minute=5) - datetime.timedelta(hours=3)
NETWORK, OTHER = b"\xab" * 32, b"\xcd" * 32


def held(
    petition: Petition,
    count: int,
    *,
    at: datetime.datetime = HOUR,
    network: bytes | None = NETWORK,
    quarantine: str = "limit",
) -> list[Signature]:
    return [
        a_signature(
            petition,
            a_supporter(confirmed_at=None),
            state=State.QUARANTINED,
            quarantine=quarantine,
            signed_at=at,
            block_hash=network,
            comment="Enough",
        )
        for _number in range(count)
    ]
