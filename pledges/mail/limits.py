"""How many emails people can make us send, and when. Over a limit, an email waits its turn.

No one can use our forms to fill a stranger's inbox, and no sign-up is refused. People who send a
form see the same page, whatever is decided after they've left.
"""

import datetime
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from campaign.lib.limits.turns import (
    MOST_DAYS_AHEAD,
    Allowance,
    Pace,
    Wanted,
    identity,
    one_at_a_time,
    take_paced_turns,
    take_turns,
)
from pledges.mail.addresses import WELL_KNOWN_DOMAINS, canonical, domain_key, rules
from pledges.models import SharedDomain, Slowdown, Supporter

# A street stall or a carrier's customers share a network (/24, /48). Its key is one of the day.
NETWORK = Pace(at_once=60, seconds_apart=10, most_waiting=300, most=1000)
# All petitions, joins and other replies together.
UNCONFIRMED_MAILBOX = (
    Allowance(1, datetime.timedelta(minutes=10)),
    Allowance(3, datetime.timedelta(days=1)),
    Allowance(6, datetime.timedelta(days=30)),
)
CONFIRMED_MAILBOX = (Allowance(10, datetime.timedelta(days=1)),)
# A domain with few confirmed supporters may belong to someone who makes up addresses.
DOMAIN = (Allowance(30, datetime.timedelta(hours=1)),)
# What would wait longer gets no email; in that time all three of a day can follow three others.
LONGEST_WAIT = datetime.timedelta(days=MOST_DAYS_AHEAD)
NO_LETTER = re.compile(r"[\W_]")


@dataclass(frozen=True)
class Reply:
    """An email that a form asks for; `earliest` is its network's turn."""

    supporter: Supporter
    earliest: datetime.datetime


def network_turns(
    block_hashes: Sequence[bytes], *, now: datetime.datetime
) -> list[datetime.datetime | None]:
    """Return when each sign-up of a network has its turn, in order; None for those of a flood.

    Every sign-up counts, even one that gets no email, so waiting times give nothing away.
    """
    return take_paced_turns(NETWORK, block_hashes, now=now)


def reply_turns(
    replies: Sequence[Reply], *, now: datetime.datetime, latest: datetime.datetime | None = None
) -> list[datetime.datetime | None]:
    """Return when each reply may be sent, in order, and count it; None where no turn is near.

    Call it after every other lock is taken. `latest` is now + LONGEST_WAIT unless it is given.
    """
    one_at_a_time()
    trusted = trusted_domains({bytes(each.supporter.domain_key) for each in replies})
    slowdown = Slowdown.objects.current().first()
    wanted = []
    for each in replies:
        earliest = each.earliest
        if slowdown and each.supporter.confirmed_at is None:
            earliest = max(earliest, slowdown.next_turn(now))
        wanted.append(Wanted(earliest, _allowances(each.supporter, trusted)))
    turns = take_turns(wanted, now=now, latest=latest or now + LONGEST_WAIT)
    if slowdown:
        # What is not sent keeps nobody waiting.
        unsent = [
            each
            for each, turn in zip(replies, turns, strict=True)
            if turn is None and each.supporter.confirmed_at is None
        ]
        slowdown.next_turn_at -= len(unsent) * Slowdown.APART
        slowdown.save(update_fields=["next_turn_at"])
    return turns


def supporter_turns(
    supporters: Collection[Supporter], *, now: datetime.datetime
) -> dict[int, datetime.datetime]:
    """Return when each supporter may get one more reply, by their id, and count it.

    Leaves out supporters with no turn soon. Call it in the transaction that queues, after every
    other lock is taken, and pass the result to `outbox.queue` unchanged.
    """
    turns = reply_turns([Reply(each, now) for each in supporters], now=now)
    return {each.pk: at for each, at in zip(supporters, turns, strict=True) if at}


def _allowances(
    supporter: Supporter, trusted: set[bytes]
) -> list[tuple[bytes, Sequence[Allowance]]]:
    mailbox = identity("mailbox", mailbox_counted(supporter.email).encode())
    of_mailbox = CONFIRMED_MAILBOX if supporter.confirmed_at else UNCONFIRMED_MAILBOX
    domain = bytes(supporter.domain_key)
    if domain in trusted:
        return [(mailbox, of_mailbox)]
    return [(mailbox, of_mailbox), (identity("domain", domain), DOMAIN)]


def mailbox_counted(email: str) -> str:
    """Return what `email` counts as: its letters and digits, without a tag.

    Many providers ignore the rest without saying so. Where one doesn't, two people with nearly the
    same address share a limit, which only delays an email.
    """
    mailbox, _at, domain = canonical(email).rpartition("@")
    return f"{NO_LETTER.sub('', mailbox.partition('+')[0])}@{domain}"


def trusted_domains(keys: set[bytes]) -> set[bytes]:
    """Return those of the keyed domains that are well known or have many confirmed supporters."""
    well_known = {domain_key(domain) for domain in (*WELL_KNOWN_DOMAINS, *rules())}
    shared = SharedDomain.objects.filter(domain_key__in=keys - well_known)
    return keys & well_known | {bytes(each) for each in shared.values_list("domain_key", flat=True)}
