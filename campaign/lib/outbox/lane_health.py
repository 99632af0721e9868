"""Watching how many emails of a lane the server refuses, and pausing a lane that hurts the sender.

Servers stop listening to a sender that goes on writing to addresses nobody has, or that they block.
"""

import datetime
import logging
from collections.abc import Collection

from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.email_templates import compile_email
from campaign.lib.outbox.kinds import Kind, Recipient
from campaign.lib.outbox.leasing import NEVER_PAUSED
from campaign.lib.outbox.models import Lane, LaneState
from campaign.lib.outbox.queueing import queue

MOST_IN_A_ROW = 20
MOST_OF_RECENT = LaneState.RECENT_COUNT * 5 // 100
TAKEN, REFUSED = ".", "x"
ADD = """
    UPDATE outbox_lanestate SET recent = right(recent || %s, %s)
    WHERE lane = %s RETURNING recent, paused_at
"""
log = logging.getLogger(__name__)


def note_answers(lane: str, answers: str, *, reply_code: str = "", now: datetime.datetime) -> None:
    """Add what the server said to emails of a lane, TAKEN or REFUSED each; pause it if need be.

    Bounces and complaints that arrive later are REFUSED too. Call it in a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(ADD, [answers, LaneState.RECENT_COUNT, lane])
        recent, paused_at = cursor.fetchone()
    if paused_at is None and REFUSED in answers and is_too_much(recent):
        pause(lane, reply_code=reply_code, now=now)


def is_too_much(recent: str) -> bool:
    """Say whether the last emails of a lane, the newest at the end, were refused too often."""
    return recent.endswith(REFUSED * MOST_IN_A_ROW) or recent.count(REFUSED) >= MOST_OF_RECENT


def pause(lane: str, *, reply_code: str, now: datetime.datetime) -> None:
    """Stop sending a lane until an organizer resumes it, and email every administrator."""
    going = LaneState.objects.filter(lane=lane, paused_at=None)
    if not going.update(paused_at=now, reply_code=reply_code):
        return
    log.error(
        "The mail server is refusing too many emails (%s), so lane %s is paused.", reply_code, lane
    )
    administrators = get_user_model().objects.filter(is_superuser=True, is_active=True)
    queue(NEVER_PAUSED, administrators.exclude(email="").values_list("pk", flat=True), now=now)


def resume(lane: str) -> bool:
    """Send a lane again, with its refusals forgotten; return whether it was paused."""
    paused = LaneState.objects.filter(lane=lane, paused_at__isnull=False)
    return bool(paused.update(paused_at=None, reply_code="", recent=""))


def note_trouble(lane: str, *, now: datetime.datetime) -> None:
    """Note that the server of a lane cannot be used, since the first time this is said."""
    LaneState.objects.filter(lane=lane, troubled_since=None).update(troubled_since=now)


def note_end_of_trouble(lane: str) -> None:
    """Note that the server of a lane takes emails."""
    troubled = LaneState.objects.filter(lane=lane, troubled_since__isnull=False)
    troubled.update(troubled_since=None)


def compose(
    recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    """Return what each administrator gets; nothing once all lanes are resumed."""
    lanes = list(LaneState.objects.exclude(paused_at=None).order_by("paused_at"))
    if not lanes:
        return {}
    administrators = get_user_model().objects.filter(is_superuser=True, is_active=True)
    found = administrators.in_bulk([each.object_id for each in recipients])
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
    label=gettext_lazy("tells administrators that email is paused"),
)
