"""How often one network and one email address may send a form."""

from __future__ import annotations

import datetime

from campaign.lib.limits.buckets import allow

TEN_MINUTES = 600
ONE_DAY = 86_400
# A street stall or a carrier's customers share a block of addresses.
OF_A_BLOCK = 60
OF_A_SENDER = 20


def allow_form(what: str, client_block: str, sender: str, *, now: datetime.datetime) -> bool:
    """Count one sending of a form of the kind `what`; return False where it is one too many.

    `sender` is an email address in upper or lower case, or empty if there is none.
    """
    if not allow(
        f"{what} by block", client_block, capacity=OF_A_BLOCK, per_seconds=TEN_MINUTES, now=now
    ):
        return False
    return not sender or allow(
        f"{what} by sender", sender.casefold(), capacity=OF_A_SENDER, per_seconds=ONE_DAY, now=now
    )
