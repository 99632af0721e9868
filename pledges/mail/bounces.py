"""Addresses we stop emailing, and when that ends."""

import datetime
from collections.abc import Collection

from django.db import connection, transaction
from django.db.models import QuerySet

from campaign.lib.outbox import Recipient
from pledges.models import Follow, Signature, Supporter, Suppression

Reason = Suppression.Reason
# A bounce gives way to every reason and begins again with the next one; what was erased or asked
# for stays. In the order of the keys, so that two at once wait for each other and never cross.
SUPPRESS = """
    INSERT INTO pledges_suppression AS known (email_key, reason, since)
    SELECT DISTINCT key, %(reason)s, %(now)s::timestamptz
    FROM unnest(%(keys)s::bytea[]) AS key ORDER BY key
    ON CONFLICT (email_key) DO UPDATE SET reason = excluded.reason, since = excluded.since
        WHERE known.reason = 'bounced' OR excluded.reason = 'erased'
"""


def suppress(keys: Collection[bytes], reason: Reason, *, now: datetime.datetime) -> None:
    """Send nothing more to the addresses with these keyed hashes."""
    with connection.cursor() as cursor:
        cursor.execute(SUPPRESS, {"keys": list(keys), "reason": reason, "now": now})


def suppress_refused(supporter_ids: Collection[int], *, now: datetime.datetime) -> None:
    """Stop emailing supporters for a while if their server says the mailbox doesn't exist."""
    suppress(_keys_of(Supporter.objects.filter(pk__in=supporter_ids)), Reason.BOUNCED, now=now)


def suppress_complained(supporter_ids: Collection[int], *, now: datetime.datetime) -> None:
    """Stop emailing supporters who reported our email as spam: they asked us to stop."""
    with transaction.atomic():
        # Supporters first, as everywhere.
        rows = Supporter.objects.filter(pk__in=supporter_ids).order_by("pk")
        keys = _keys_of(rows.select_for_update())
        suppress(keys, Reason.ASKED, now=now)
        rows.update(agreed_at=None, unsubscribed_at=now)
        asking = Signature.objects.filter(supporter__in=supporter_ids, asks_for_mail=True)
        asking.update(asks_for_mail=False)
        Follow.objects.filter(supporter__in=supporter_ids).delete()


def refused_signers(recipients: Collection[Recipient], now: datetime.datetime) -> None:
    suppress_refused(_signers(recipients), now=now)


def refused_supporters(recipients: Collection[Recipient], now: datetime.datetime) -> None:
    suppress_refused([each.object_id for each in recipients], now=now)


def complained_signers(recipients: Collection[Recipient], now: datetime.datetime) -> None:
    suppress_complained(_signers(recipients), now=now)


def complained_supporters(recipients: Collection[Recipient], now: datetime.datetime) -> None:
    suppress_complained([each.object_id for each in recipients], now=now)


def _signers(recipients: Collection[Recipient]) -> list[int]:
    signatures = Signature.objects.filter(pk__in=[each.object_id for each in recipients])
    return list(signatures.values_list("supporter", flat=True))


def lift_bounces(supporters: QuerySet[Supporter]) -> int:
    """Email supporters again who sign up after a bounce; return how many bounces end.

    Anyone can type an address into the form. If the mailbox still doesn't exist, the server refuses
    the confirmation, and we stop emailing it again.
    """
    bounced = Suppression.objects.filter(reason=Reason.BOUNCED)
    return bounced.filter(email_key__in=_keys_of(supporters)).delete()[0]


def _keys_of(supporters: QuerySet[Supporter]) -> list[bytes]:
    """Return every key of the addresses of supporters; one query."""
    rows = supporters.values_list("email_key", "other_keys")
    return [bytes(key) for email_key, other_keys in rows for key in (email_key, *other_keys)]
