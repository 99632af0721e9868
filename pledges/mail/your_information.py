"""Emailing supporters the link to their information, which emails that people forward lack."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.core.mail import EmailMessage
from django.utils.translation import gettext_lazy as _

from campaign.lib import limits, outbox
from campaign.lib.outbox import Kind, Recipient
from campaign.lib.outbox.models import Lane
from pledges.mail import links, messages
from pledges.mail.addresses import canonical, may_be_mailed
from pledges.mail.messages import Draft
from pledges.models import Supporter

MOST_A_DAY = 3


def send_link(supporter: Supporter, *, now: datetime.datetime) -> None:
    """Queue the email with the link, unless its owner got enough of them lately.

    Anyone who was forwarded an email can ask for it. Call it outside a transaction.
    """
    mailbox = canonical(supporter.email)
    is_due = limits.allow_all(
        limits.Limit("information by mailbox", mailbox, 1, limits.TEN_MINUTES),
        limits.Limit("information by mailbox and day", mailbox, MOST_A_DAY, limits.ONE_DAY),
        now=now,
    )
    if is_due:
        outbox.queue(KIND.name, [supporter.pk], now=now)


def compose(
    recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    supporters = Supporter.objects.in_bulk([each.object_id for each in recipients])
    drafts = {
        each: Draft(
            messages.your_information(supporter.language),
            supporter,
            {"name": messages.name_of(supporter)},
            {"me_url": links.me_link(supporter, now=now)},
        )
        for each in recipients
        if (supporter := supporters.get(each.object_id))
    }
    return {**messages.finish(drafts)}


def still_there(recipients: Collection[Recipient]) -> set[Recipient]:
    """Return those who were not erased and whose address may get email."""
    supporters = Supporter.objects.filter(pk__in=[each.object_id for each in recipients])
    there = set(may_be_mailed(supporters).values_list("pk", flat=True))
    return {each for each in recipients if each.object_id in there}


KIND = Kind(
    "your_information",
    Lane.REPLY,
    compose=compose,
    may_send=still_there,
    label=_("link to their information"),
)
