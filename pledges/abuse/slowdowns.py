"""Slowing confirmations down when hardly anyone uses them: someone may be making up addresses.

It slows only addresses that were never confirmed; `pledges.mail.limits` gives them their turns.
"""

import datetime
import logging
from collections.abc import Collection
from dataclasses import dataclass

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib import outbox
from campaign.lib.email_templates import compile_email
from campaign.lib.limits.turns import one_at_a_time
from campaign.lib.outbox import Kind, Recipient
from campaign.lib.outbox.models import Lane, Message
from campaign.lib.outbox.verdicts import UNKNOWN_ADDRESS
from campaign.lib.permission_holders import administrators
from pledges.models import Signature, Slowdown

# People need some minutes to confirm, so what was sent just now is not judged.
JUDGED_FROM = datetime.timedelta(minutes=90)
JUDGED_UNTIL = datetime.timedelta(minutes=30)
# Fewer confirmations say nothing.
MANY = 500
LEAST_USED = 0.1
MOST_REFUSED = 0.05
# If a slowdown soon begins again, administrators aren't told twice.
TOLD_ONCE_IN = datetime.timedelta(days=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Confirmations:
    """What became of the confirmations we look at."""

    sent: int
    used: int
    refused: int

    @property
    def are_suspicious(self) -> bool:
        total = self.sent + self.refused
        is_refused = self.refused >= MOST_REFUSED * total
        return total > MANY and (self.used < LEAST_USED * total or is_refused)


def judge(*, now: datetime.datetime) -> None:
    """Begin or end a slowdown, going by confirmations sent 30 to 90 minutes ago."""
    found = confirmations(now=now)
    with transaction.atomic():
        one_at_a_time()
        current = Slowdown.objects.current()
        if not found.are_suspicious:
            current.update(ended_at=now)
        elif not current.exists():
            _begin(found, now)


def confirmations(*, now: datetime.datetime) -> Confirmations:
    """Count the confirmations that were sent 30 to 90 minutes ago; one query."""
    is_used = Exists(Signature.objects.filter(pk=OuterRef("object_id"), confirmed_at__isnull=False))
    codes = [Q(reply_code__endswith=f" {code}") for code in sorted(UNKNOWN_ADDRESS)]
    is_sent = Q(outcome=Message.Outcome.SENT)
    counts = (
        Message.objects.filter(lane=Lane.REPLY, kind="confirm")
        .filter(finished_at__gt=now - JUDGED_FROM, finished_at__lte=now - JUDGED_UNTIL)
        .aggregate(
            sent=Count("pk", filter=is_sent),
            used=Count("pk", filter=is_sent & Q(is_used)),
            refused=Count(
                "pk", filter=Q(*codes, _connector=Q.OR) & Q(outcome=Message.Outcome.FAILED)
            ),
        )
    )
    return Confirmations(**counts)


def _begin(found: Confirmations, now: datetime.datetime) -> None:
    is_told = Slowdown.objects.filter(began_at__gt=now - TOLD_ONCE_IN).exists()
    slowdown = Slowdown.objects.create(
        began_at=now,
        next_turn_at=now,
        sent_count=found.sent,
        used_count=found.used,
        refused_count=found.refused,
    )
    log.error("Confirmations slow down: %d sent, %d used.", found.sent, found.used)
    if not is_told:
        told = administrators().exclude(email="").values_list("pk", flat=True)
        outbox.queue(KIND.name, told, batch_id=slowdown.pk, now=now)


def compose(
    recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    """Return what each administrator gets about a slowdown (the batch)."""
    found = administrators().in_bulk([each.object_id for each in recipients])
    slowdowns = Slowdown.objects.in_bulk([each.batch_id for each in recipients])
    return {
        each: compile_email(
            "slowdown",
            {"slowdown": slowdowns[each.batch_id]},
            subject=_("We’ve slowed down confirmation emails"),
        ).to(found[each.object_id].email, {})
        for each in recipients
        if each.object_id in found and each.batch_id in slowdowns
    }


KIND = Kind(
    "slowdown",
    Lane.REPLY,
    compose,
    label=gettext_lazy("notice that confirmation emails are slowed down"),
)
