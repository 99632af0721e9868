"""The email that tells administrators that a lane is paused."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.email_templates import compile_email
from campaign.lib.outbox.kinds import Kind, Recipient
from campaign.lib.outbox.leasing import NEVER_PAUSED
from campaign.lib.outbox.models import Lane, LaneState


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
