"""Reminding people of a signature that they haven’t confirmed."""

import datetime

from django.db import transaction
from django.db.models import QuerySet

from campaign.lib import outbox
from campaign.lib.batches import ids_in_batches
from pledges.mail.addresses import mailable_among
from pledges.mail.limits import Reply, reply_turns
from pledges.mail.replies import AT_ONCE, locked_supporters
from pledges.models import Signature, Slowdown


def remind(*, now: datetime.datetime) -> int:
    """Remind people once if they haven’t confirmed within two days; return how many.

    Reminders wait while confirmations are slowed down.
    """
    if Slowdown.objects.current().exists():
        return 0
    asked = (
        Signature.objects.asked_until(now - Signature.REMINDED_AFTER)
        .filter(reminded_at=None, emailed_at__gt=now - Signature.UNCONFIRMED_KEPT)
        .order_by("pk")
    )
    batches = ids_in_batches(asked, AT_ONCE)
    return sum(_remind(asked.filter(pk__in=ids), now) for ids in batches)


@transaction.atomic
def _remind(asked: QuerySet[Signature], now: datetime.datetime) -> int:
    """Remind some. People who are over a limit or get no email are not reminded later."""
    supporters = locked_supporters(asked.values("supporter"))
    mailable = mailable_among(supporters)
    rows = list(asked.defer("comment").select_for_update(no_key=True))
    wanted = [row for row in rows if row.supporter_id in mailable]
    replies = [Reply(supporters[row.supporter_id], now) for row in wanted]
    turns = reply_turns(replies, now=now, latest=now)
    due = [row.pk for row, turn in zip(wanted, turns, strict=True) if turn]
    Signature.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=now)
    outbox.queue("reminder", due, now=now)
    return len(due)
