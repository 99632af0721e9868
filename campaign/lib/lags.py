"""How far jobs, emails and pages are behind, for /readyz and the organizers' front page."""

import datetime

from django.db.models import Value
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.lib.cache.generation import AWAY_SINCE
from campaign.lib.jobs import waiting_jobs
from campaign.lib.outbox.models import Lane, Message

LATE_AFTER_SECONDS = 5 * 60

SENTENCES: dict[str, str | Promise] = {
    "oldest_job": _(
        "A background job has been waiting for %(minutes)d minutes. Is the job worker running?"
    ),
    "oldest_unsent_reply": _(
        "An email has been waiting for %(minutes)d minutes. Is the email sender running?"
    ),
    "unrenewed_pages": _(
        "Public pages haven’t been updated for %(minutes)d minutes. Visitors see older pages."
    ),
}


def lags(request: HttpRequest, now: datetime.datetime) -> dict[str, int]:
    """Return how many seconds each is behind. One query."""
    replies = Message.objects.waiting().filter(lane=Lane.REPLY).order_by("queued_at")
    jobs = waiting_jobs(now).order_by("since")
    reply = replies.values_list(Value("oldest_unsent_reply"), "queued_at")[:1]
    job = jobs.values_list(Value("oldest_job"), "since")[:1]
    since = dict(job.union(reply, all=True)) | {"unrenewed_pages": request.META.get(AWAY_SINCE)}
    return {name: seconds_since(since.get(name), now) for name in SENTENCES}


def late(request: HttpRequest, now: datetime.datetime) -> list[str]:
    """Return a sentence about each that is too far behind."""
    return [
        str(SENTENCES[name]) % {"minutes": seconds // 60}
        for name, seconds in lags(request, now).items()
        if seconds >= LATE_AFTER_SECONDS
    ]


def seconds_since(moment: datetime.datetime | None, now: datetime.datetime) -> int:
    return max(0, int((now - moment).total_seconds())) if moment else 0
