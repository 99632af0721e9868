"""Sign-ups that are held for review, and releasing them."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.db.models.functions import TruncHour

from campaign.lib.batches import ids_in_batches
from campaign.lib.digest import short_hash
from pledges.models import Petition, Signature, SignUp, Supporter

AT_ONCE = 1000
FLOODS_SHOWN = 200

State = Signature.State


@dataclass(frozen=True)
class Flood:
    """Sign-ups held for review from one hour, one network and one petition.

    `block_hash` is empty once the hash of the network is erased, and for floods of one domain.
    `example_id` is one of its signatures.
    """

    petition: Petition | None
    block_hash: bytes
    hour: datetime.datetime
    count: int
    example_id: int

    @property
    def network(self) -> str:
        return short_hash(self.block_hash)


def held_as_flood() -> QuerySet[Signature]:
    return Signature.objects.filter(state=State.QUARANTINED, quarantine=Signature.Quarantine.LIMIT)


def flood_hour(example: Signature) -> datetime.datetime:
    return example.signed_at.replace(minute=0, second=0, microsecond=0)


def in_flood_of(example: Signature) -> QuerySet[Signature]:
    """Return the held sign-ups of the flood that a signature belongs, or belonged, to."""
    hour = flood_hour(example)
    return held_as_flood().filter(
        block_hash=example.block_hash,
        petition=example.petition_id,
        signed_at__gte=hour,
        signed_at__lt=hour + datetime.timedelta(hours=1),
    )


def floods() -> list[Flood]:
    """Return the floods held for review, newest first; two queries."""
    rows = (
        held_as_flood()
        .order_by()
        .annotate(hour=TruncHour("signed_at", tzinfo=datetime.UTC))
        .values_list("petition", "block_hash", "hour")
        .annotate(count=Count("pk"), example_id=Max("pk"))
        .order_by("-hour", "-count")[:FLOODS_SHOWN]
    )
    petitions = Petition.objects.in_bulk({row[0] for row in rows if row[0]})
    return [
        Flood(petitions.get(petition_id), bytes(block_hash or b""), hour, count, example_id)
        for petition_id, block_hash, hour, count, example_id in rows
    ]


def release(held: QuerySet[Signature], *, now: datetime.datetime) -> int:
    """Let held signatures wait for their confirmation, as they are; return how many.

    Their signers get an email, within the limits of their mailboxes.
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
