"""Email that waits to be sent, one row per email, in the transaction that caused it.

    outbox.register(outbox.Kind("confirm", Lane.REPLY, compose=…, may_send=…))
    outbox.queue("confirm", [signature.pk], now=now)

`manage.py send_messages` sends what is due: at least once each, and always under the same
Message-ID, so that a reader who gets an email twice sees it once.
"""

from campaign.lib.outbox.kinds import Kind, Recipient, kind_of, register
from campaign.lib.outbox.queueing import queue

__all__ = ["Kind", "Recipient", "kind_of", "queue", "register"]
