"""Sending mails again that failed for good."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction

from pledges.models import Mail
from pledges.tasks.mails import send_soon


def send_again(mail_ids: Collection[int], *, now: datetime.datetime) -> int:
    """Have those of the mails sent that failed for good; return how many."""
    with transaction.atomic():
        dead = Mail.objects.dead().filter(pk__in=mail_ids).select_for_update().order_by("pk")
        ids = list(dead.values_list("pk", flat=True))
        if ids:
            Mail.objects.filter(pk__in=ids).update(failed_at=None, due_at=now)
            send_soon(ids)
    return len(ids)
