"""Bounces and complaints that arrive as messages, and who we stop emailing."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from campaign.lib.forms import EmailAddressField
from campaign.lib.outbox.reports import Report, messages_in, note_report, report_of
from campaign.lib.outbox.verdicts import UNKNOWN_ADDRESS
from pledges.mail.addresses import email_keys
from pledges.mail.bounces import suppress, suppress_complained
from pledges.models import Supporter, Suppression

Reason = Suppression.Reason


@dataclass
class Returned:
    """What messages that came back were, in counts.

    `other_count` are those that say nothing final about our emails, or that we can't read.
    """

    unknown_count: int = 0
    refused_count: int = 0
    complaint_count: int = 0
    other_count: int = 0


def read_returned(content: bytes, *, now: datetime.datetime) -> Returned:
    """Do what the bounces and complaints in a message or a mailbox file call for.

    Each message is a transaction. Doing one twice only restarts its 90 days.
    """
    counts = Returned()
    for raw in messages_in(content):
        report = report_of(raw)
        if report is None or not _do(report, now):
            counts.other_count += 1
        elif report.is_complaint:
            counts.complaint_count += 1
        elif report.status in UNKNOWN_ADDRESS:
            counts.unknown_count += 1
        else:
            counts.refused_count += 1
    return counts


def _do(report: Report, now: datetime.datetime) -> bool:
    """Do what a report asks for, by our Message-ID or else by the address; False without either."""
    if report.number is not None and note_report(report, now=now):
        return True
    try:
        keys = email_keys(EmailAddressField().clean(report.address))
    except ValidationError:
        return False
    if report.is_complaint:
        with transaction.atomic():
            of_these = Supporter.objects.filter(email_key__in=keys)
            suppress_complained(list(of_these.values_list("pk", flat=True)), now=now)
            suppress(keys, Reason.ASKED, now=now)
    elif report.status in UNKNOWN_ADDRESS:
        suppress(keys, Reason.BOUNCED, now=now)
    return True
