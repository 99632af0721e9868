"""Reads and stores messages that tell what became of an email later: bounces and complaints.

Bounces are delivery status notifications (RFC 3464), complaints are feedback reports (RFC 5965).
Both are `multipart/report` and include the headers of the email they're about.
"""

import datetime
import re
from email.message import Message
from email.parser import BytesParser, HeaderParser
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from campaign.lib.outbox import lane_health
from campaign.lib.outbox.kinds import Recipient, kind_of
from campaign.lib.outbox.models import Message as OutboxMessage
from campaign.lib.outbox.verdicts import UNKNOWN_ADDRESS

# What we look for is near the start. After it comes the email that came back.
MOST_BYTES_OF_ONE = 1_000_000
STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
# A status that only says "failed". The server's words may say more.
UNDEFINED = "5.0.0"
# "not-spam" means the opposite, and "virus" isn't about us.
COMPLAINTS = {"abuse", "fraud", "opt-out", "other"}
# Only a quick bounce says something about the emails we're sending now.
SOON = datetime.timedelta(hours=1)
# How each message in a mailbox file starts (RFC 4155), after an empty line.
BETWEEN_MESSAGES = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From [^\r\n]*\r?\n")


class Report(NamedTuple):
    """A bounce with its enhanced status code, or a complaint without one.

    `number` is our Message row's, None if the report doesn't say. `address` is the one
    we wrote to, if the report says.
    """

    number: int | None
    address: str
    status: str = ""

    @property
    def is_complaint(self) -> bool:
        return not self.status


def messages_in(content: bytes) -> list[bytes]:
    """Return the messages of a mailbox file (mbox), or `content` itself if it's one message."""
    return [each for each in BETWEEN_MESSAGES.split(content) if each.strip()]


def report_of(raw: bytes) -> Report | None:
    """Return what a message reports, None if it says nothing final about an email."""
    try:
        return _report_of(BytesParser().parsebytes(raw[:MOST_BYTES_OF_ONE]))
    except (LookupError, RecursionError, TypeError, ValueError):
        # A message can be malformed in any way.
        return None


def _report_of(message: Message) -> Report | None:
    parts = message.get_payload()
    if message.get_content_type() != "multipart/report" or not isinstance(parts, list):
        return None
    found = {part.get_content_type(): part for part in parts if isinstance(part, Message)}
    number = _number_in(found)
    if feedback := found.get("message/feedback-report"):
        [fields] = _blocks(feedback)[:1]
        if _text(fields, "Feedback-Type").lower() not in COMPLAINTS:
            return None
        return Report(number, _address(fields, "Original-Rcpt-To"))
    if notification := found.get("message/delivery-status"):
        for fields in _blocks(notification):
            if _text(fields, "Action").lower() == "failed" and (status := _status(fields)):
                address = _address(fields, "Original-Recipient")
                return Report(number, address or _address(fields, "Final-Recipient"), status)
    return None


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)]


def _status(fields: Message) -> str:
    found = STATUS.search(_text(fields, "Status"))
    status = found[0] if found else UNDEFINED
    if status == UNDEFINED and (in_words := STATUS.search(_text(fields, "Diagnostic-Code"))):
        status = in_words[0]
    return status if status.startswith("5") else ""


def _number_in(found: dict[str, Message]) -> int | None:
    """Return the number of our email whose headers came back, None if there are none."""
    for kind in ("message/rfc822", "message/global", "message/rfc822-headers"):
        if kind in found and (blocks := _blocks(found[kind])):
            return number_of(_text(blocks[0], "Message-ID"))
    if headers := found.get("text/rfc822-headers"):
        content = headers.get_payload(decode=True)
        text = content.decode("ascii", "replace") if isinstance(content, bytes) else ""
        return number_of(_text(HeaderParser().parsestr(text), "Message-ID"))
    return None


def number_of(message_id: str) -> int | None:
    """Return the number of the email with this Message-ID, None if it isn't ours."""
    host = re.escape(urlsplit(settings.SITE_URL).hostname or "")
    found = re.fullmatch(rf"<message-([0-9]{{1,18}})@{host}>", message_id, re.IGNORECASE)
    return int(found[1]) if found else None


def _address(fields: Message, name: str) -> str:
    """Return the address in a field such as `rfc822; ada@example.org`."""
    return _text(fields, name).rpartition(";")[2].strip(" <>")


def _text(fields: Message, name: str) -> str:
    return str(fields.get(name, "")).strip()


def note_report(report: Report, *, now: datetime.datetime) -> bool:
    """Store a report about an email we sent, and tell its app. False if it's about none of ours.

    A bounce makes the email a failed one. It counts as a refusal in its lane if it comes within
    an hour, so a list of old bounces pauses nothing.
    """
    with transaction.atomic():
        rows = OutboxMessage.objects.filter(
            outcome__in=[OutboxMessage.Outcome.SENT, OutboxMessage.Outcome.FAILED]
        )
        message = rows.select_for_update().filter(pk=report.number or 0).first()
        if message is None:
            return False
        is_first = message.outcome == OutboxMessage.Outcome.SENT
        if is_first and not report.is_complaint:
            message.outcome, message.reply_code = OutboxMessage.Outcome.FAILED, report.status
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
