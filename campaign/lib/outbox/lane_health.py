"""Watches how many of a lane's emails the server refuses, and pauses a lane that hurts the sender.

Servers block senders that keep writing to addresses that don't exist.
"""

import datetime
import logging
from collections.abc import Collection

from django.core.mail import EmailMessage
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.email_templates import compile_email
from campaign.lib.outbox.kinds import Kind, Recipient
from campaign.lib.outbox.leasing import NEVER_PAUSED
from campaign.lib.outbox.models import Lane, LaneState
from campaign.lib.outbox.queueing import queue
from campaign.lib.permission_holders import administrators

MOST_IN_A_ROW = 20
MOST_OF_RECENT = LaneState.RECENT_COUNT * 5 // 100
TAKEN, REFUSED = ".", "x"
ADD = """
    UPDATE outbox_lanestate SET recent = right(recent || %s, %s)
    WHERE lane = %s RETURNING recent, paused_at
"""
log = logging.getLogger(__name__)


def note_answers(lane: str, answers: str, *, reply_code: str = "", now: datetime.datetime) -> None:
    """Add the server's answers to a lane's emails, TAKEN or REFUSED. Pause the lane if needed.

    Later bounces and complaints are REFUSED too. Call it in a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(ADD, [answers, LaneState.RECENT_COUNT, lane])
        recent, paused_at = cursor.fetchone()
    if paused_at is None and REFUSED in answers and is_too_much(recent):
        pause(lane, reply_code=reply_code, now=now)


def is_too_much(recent: str) -> bool:
    """Say whether too many of a lane's last emails were refused. The newest is at the end."""
    return recent.endswith(REFUSED * MOST_IN_A_ROW) or recent.count(REFUSED) >= MOST_OF_RECENT


def pause(lane: str, *, reply_code: str, now: datetime.datetime) -> None:
    """Stop sending a lane until an organizer resumes it, and email all administrators."""
    going = LaneState.objects.filter(lane=lane, paused_at=None)
    if not going.update(paused_at=now, reply_code=reply_code):
        return
    log.error(
        "The mail server is refusing too many emails (%s), so lane %s is paused.", reply_code, lane
    )
    queue(NEVER_PAUSED, administrators().exclude(email="").values_list("pk", flat=True), now=now)


def resume(lane: str) -> bool:
    """Resume a lane and forget its refusals. Return whether it was paused."""
    paused = LaneState.objects.filter(lane=lane, paused_at__isnull=False)
    return bool(paused.update(paused_at=None, reply_code="", recent=""))


def note_trouble(lane: str, *, now: datetime.datetime) -> None:
    """Store that a lane's server is down. The first call sets since when."""
    LaneState.objects.filter(lane=lane, troubled_since=None).update(troubled_since=now)


def note_end_of_trouble(lane: str) -> None:
    """Store that a lane's server accepts emails again."""
    troubled = LaneState.objects.filter(lane=lane, troubled_since__isnull=False)
    troubled.update(troubled_since=None)


def compose(
    recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    """Return the email for each administrator, none once all lanes are resumed."""
    lanes = list(LaneState.objects.exclude(paused_at=None).order_by("paused_at"))
    if not lanes:
        return {}
    found = administrators().in_bulk([each.object_id for each in recipients])
    email = compile_email("lane_paused", {"lanes": lanes}, subject=_("Some of our email is paused"))
    return {
        each: email.to(found[each.object_id].email, {})
        for each in recipients
        if each.object_id in found and found[each.object_id].email
    }


LANE_PAUSED = Kind(
    NEVER_PAUSED,
    Lane.REPLY,
    compose,
    label=gettext_lazy("notice that email is paused"),
)
