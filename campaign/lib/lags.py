"""How far jobs, emails and pages are behind, for /readyz and the organizers' front page."""

import datetime

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.lib.cache.generation import AWAY_SINCE
from campaign.lib.jobs import oldest_waiting_job_at
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
    """Return how many seconds each is behind. Two queries."""
    since = {
        "oldest_job": oldest_waiting_job_at(now),
        "oldest_unsent_reply": _oldest_unsent_reply_at(),
        "unrenewed_pages": request.META.get(AWAY_SINCE),
    }
    return {name: seconds_since(moment, now) for name, moment in since.items()}


def late(request: HttpRequest, now: datetime.datetime) -> list[str]:
    """Return a sentence about each that is too far behind."""
    return [
        str(SENTENCES[name]) % {"minutes": seconds // 60}
        for name, seconds in lags(request, now).items()
        if seconds >= LATE_AFTER_SECONDS
    ]


def _oldest_unsent_reply_at() -> datetime.datetime | None:
    waiting = Message.objects.waiting().filter(lane=Lane.REPLY)
    return waiting.order_by("queued_at").values_list("queued_at", flat=True).first()


def seconds_since(moment: datetime.datetime | None, now: datetime.datetime) -> int:
    return max(0, int((now - moment).total_seconds())) if moment else 0
