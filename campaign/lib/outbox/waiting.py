"""What waits for organizers who look after email: lines on the front page."""

import datetime

from django.contrib.auth.models import User
from django.utils.translation import ngettext_lazy

from campaign.lib.admin import waiting
from campaign.lib.admin.waiting import Place, Rows
from campaign.lib.outbox.models import LaneState, Message


@waiting.line(
    Place.SITE,
    ngettext_lazy("%(shown)s email failed to send.", "%(shown)s emails failed to send.", "count"),
    "admin:outbox_message_changelist",
    "outbox.view_message",
)
def failed_emails(organizer: User, now: datetime.datetime) -> Rows:
    return Message.objects.failed()


@waiting.line(
    Place.SITE,
    ngettext_lazy(
        "%(shown)s email queue isn’t sending.", "%(shown)s email queues aren’t sending.", "count"
    ),
    "admin:outbox_lanestate_changelist",
    "outbox.view_lanestate",
)
def stopped_queues(organizer: User, now: datetime.datetime) -> Rows:
    return LaneState.objects.stopped()
