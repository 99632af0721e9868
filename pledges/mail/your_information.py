"""Emailing supporters the link to their information, which isn't in emails they might forward."""

import datetime
from collections.abc import Collection

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaign.lib import outbox
from campaign.lib.limits.turns import one_at_a_time
from campaign.lib.outbox import Kind, Recipient
from campaign.lib.outbox.kinds import those_among
from campaign.lib.outbox.models import Lane, Message
from pledges.mail import bounces, links, messages
from pledges.mail.addresses import may_be_mailed
from pledges.mail.limits import supporter_turns
from pledges.mail.messages import Draft
from pledges.models import Supporter

QUIET = datetime.timedelta(minutes=10)
MOST_A_DAY = 3


@transaction.atomic
def send_link(supporter: Supporter, *, now: datetime.datetime) -> None:
    """Queue the email with the link, unless its owner got enough of them lately.

    Anyone who was forwarded an email can ask for it. It counts like every reply to the mailbox.
    """
    one_at_a_time()
    asked = Message.objects.about(KIND.name, supporter.pk)
    of_a_day = asked.filter(due_at__gt=now - datetime.timedelta(days=1))
    if of_a_day.count() < MOST_A_DAY and not asked.filter(due_at__gt=now - QUIET).exists():
        turns = supporter_turns([supporter], now=now)
        outbox.queue(KIND.name, turns, now=now, due_at=turns)


def compose(
    recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    def draft(supporter: Supporter, _batch: int) -> Draft:
        return Draft(
            messages.your_information(supporter.language),
            supporter,
            {"name": supporter.first_name},
            {"me_url": links.me_link(supporter, now=now)},
        )

    return messages.compose(recipients, Supporter.objects.all(), draft)


def still_there(recipients: Collection[Recipient]) -> set[Recipient]:
    """Return those who were not erased and whose address may get email."""
    return those_among(recipients, may_be_mailed(Supporter.objects.all()))


KIND = Kind(
    "your_information",
    Lane.REPLY,
    compose=compose,
    may_send=still_there,
    refused=bounces.refused_supporters,
    complained=bounces.complained_supporters,
    label=_("link to their information"),
)
