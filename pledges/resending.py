"""Sending mails again that failed for good."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection, transaction

from pledges.models import Mail
from pledges.tasks.mails import send_soon

# Else the job that failed would have the mail listed as failed again, while the new one works.
FORGET_FAILED_JOBS = """
    DELETE FROM procrastinate_jobs
    WHERE task_name = 'send_mail' AND status = 'failed' AND (args->>'mail_id')::bigint = ANY(%s)
"""


def send_again(mail_ids: Collection[int]) -> int:
    """Have those of the mails sent that failed for good; return how many."""
    with transaction.atomic():
        dead = Mail.objects.dead().filter(pk__in=mail_ids).select_for_update().order_by("pk")
        ids = list(dead.values_list("pk", flat=True))
        if ids:
            Mail.objects.filter(pk__in=ids).update(failed_at=None)
            with connection.cursor() as cursor:
                cursor.execute(FORGET_FAILED_JOBS, [ids])
            send_soon(ids)
    return len(ids)
