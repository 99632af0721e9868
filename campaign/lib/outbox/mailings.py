"""What you can do with all emails of a mailing, which have the same kind and batch."""

import datetime
from collections import Counter

from django.db.models import Count

from campaign.lib.outbox.models import Message, MessageQuerySet

# Far in the future. A held email is due once its mailing resumes.
HELD_UNTIL = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)


def counts(kind: str, batch_id: int) -> Counter[str]:
    """Return how many emails of a mailing have each outcome. The empty one is waiting."""
    outcomes = _of(kind, batch_id).values_list("outcome").annotate(Count("pk")).order_by()
    return Counter(dict(outcomes))


def waiting_count(kind: str, batch_id: int) -> int:
    return _of(kind, batch_id).waiting().count()


def hold(kind: str, batch_id: int, *, now: datetime.datetime) -> None:
    """Stop sending a mailing, except what's on its way to the mail server right now."""
    _of(kind, batch_id).waiting().update(due_at=HELD_UNTIL)


def release(kind: str, batch_id: int, *, now: datetime.datetime) -> None:
    _of(kind, batch_id).waiting().filter(due_at=HELD_UNTIL).update(due_at=now)


def cancel(kind: str, batch_id: int, *, now: datetime.datetime) -> None:
    """Never send what's left of a mailing."""
    _of(kind, batch_id).waiting().update(outcome=Message.Outcome.CANCELED, finished_at=now)


def _of(kind: str, batch_id: int) -> MessageQuerySet:
    return Message.objects.filter(kind=kind, batch_id=batch_id).exclude(batch_id=0)
