"""Noting that an email came back after a server had accepted it."""

from __future__ import annotations

import datetime

from django.db import transaction

from campaign.lib.outbox import lane_health
from campaign.lib.outbox.kinds import Recipient, kind_of
from campaign.lib.outbox.models import Message
from campaign.lib.outbox.reports import Report
from campaign.lib.outbox.verdicts import UNKNOWN_ADDRESS

# A bounce says something of the emails that are being sent now only if it comes soon.
SOON = datetime.timedelta(hours=1)


def note_report(report: Report, *, now: datetime.datetime) -> bool:
    """Note a report on an email that we sent, and tell its app; False if it is about none of them.

    A bounce makes the email a failed one. It counts as a refusal of its lane when it comes within
    an hour, so that a list of old bounces pauses nothing.
    """
    with transaction.atomic():
        rows = Message.objects.filter(outcome__in=[Message.Outcome.SENT, Message.Outcome.FAILED])
        message = rows.select_for_update().filter(pk=report.number or 0).first()
        if message is None:
            return False
        is_first = message.outcome == Message.Outcome.SENT
        if is_first and not report.is_complaint:
            message.outcome, message.reply_code = Message.Outcome.FAILED, report.status
            message.save(update_fields=["outcome", "reply_code"])
        kind = kind_of(message.kind)
        recipients = [Recipient(message.object_id, message.batch_id)]
        if report.is_complaint:
            kind.complained(recipients, now)
        elif report.status in UNKNOWN_ADDRESS:
            kind.refused(recipients, now)
        if is_first and message.finished_at and now - message.finished_at < SOON:
            lane_health.note_answers(
                message.lane, lane_health.REFUSED, reply_code=report.status, now=now
            )
    return True
