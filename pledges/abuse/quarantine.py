"""Sign-ups that are held for review, and what an organizer releases."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncHour
from django.utils.http import urlencode

from campaign.lib.batches import ids_in_batches
from campaign.lib.digest import short_hash
from pledges.models import Petition, Signature, SignUp, Supporter

AT_ONCE = 1000
FLOODS_SHOWN = 200

State = Signature.State


@dataclass(frozen=True)
class Flood:
    """Sign-ups of one hour from one network for one petition that are held.

    `block_hash` is empty once the hash of the network is erased, and for floods of one domain.
    """

    petition: Petition | None
    block_hash: bytes
    hour: datetime.datetime
    count: int

    @property
    def query(self) -> str:
        """Return the flood's name in an address of the admin."""
        return urlencode(
            {
                "petition": self.petition.pk if self.petition else "",
                "network": self.block_hash.hex(),
                "hour": self.hour.isoformat(),
            }
        )

    @property
    def network(self) -> str:
        """Return as much of the network's hash as tells it from others."""
        return short_hash(self.block_hash)


def held_as_flood() -> QuerySet[Signature]:
    return Signature.objects.filter(state=State.QUARANTINED, quarantine=Signature.Quarantine.LIMIT)


def of_flood(
    petition_id: int | None, block_hash: bytes, hour: datetime.datetime
) -> QuerySet[Signature]:
    network = {"block_hash": block_hash} if block_hash else {"block_hash__isnull": True}
    return held_as_flood().filter(
        **network,
        petition=petition_id,
        signed_at__gte=hour,
        signed_at__lt=hour + datetime.timedelta(hours=1),
    )


def floods() -> list[Flood]:
    """Return the floods that are held, the newest first; two queries."""
    rows = (
        held_as_flood()
        .order_by()
        .annotate(hour=TruncHour("signed_at", tzinfo=datetime.UTC))
        .values_list("petition", "block_hash", "hour")
        .annotate(count=Count("pk"))
        .order_by("-hour", "-count")[:FLOODS_SHOWN]
    )
    petitions = Petition.objects.in_bulk({row[0] for row in rows if row[0]})
    return [
        Flood(petitions.get(petition_id), bytes(block_hash or b""), hour, count)
        for petition_id, block_hash, hour, count in rows
    ]


def release(held: QuerySet[Signature], *, now: datetime.datetime) -> int:
    """Let held signatures wait for their confirmation, as they are; return how many.

    Their signers are asked by email, within the limits of their mailboxes. Those that are not held
    any more are left alone.
    """
    held = held.filter(state=State.QUARANTINED).order_by("pk")
    batches = ids_in_batches(held, AT_ONCE)
    return sum(_release(held.filter(pk__in=ids), now) for ids in batches)


@transaction.atomic
def _release(held: QuerySet[Signature], now: datetime.datetime) -> int:
    # Supporters first, as everywhere: two who act at once wait for each other and never cross.
    supporters = Supporter.objects.filter(pk__in=held.values("supporter")).order_by("pk")
    list(supporters.select_for_update(no_key=True).values_list("pk"))
    rows = list(held.select_for_update(no_key=True).only("supporter", "petition"))
    Signature.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.PENDING, quarantine=""
    )
    SignUp.objects.bulk_create(
        SignUp(
            supporter_id=row.supporter_id, petition_id=row.petition_id, is_form=False, sent_at=now
        )
        for row in rows
    )
    return len(rows)
