"""Jobs of the site's own content. Their arguments hold ids only; each may run more than once."""

from __future__ import annotations

import datetime
import logging

from procrastinate.contrib.django import app

from campaign.lib.jobs import UPKEEP_QUEUE
from campaign.models import Comment

log = logging.getLogger(__name__)


@app.periodic(cron="29 4 * * *")
@app.task(name="forget_writers_of_comments", queue=UPKEEP_QUEUE)
def forget_writers_of_comments(timestamp: int) -> None:
    """Erase addresses that nobody has to write to any more; delete what was not wanted."""
    now = datetime.datetime.fromtimestamp(timestamp, datetime.UTC)
    erased = Comment.objects.with_email_past_keeping(now).update(email=None)
    unwanted = Comment.objects.unwanted_past_keeping(now).without_email()
    deleted, _by_model = unwanted.delete()
    log.info("Erased the writers of %d comments; deleted %d unwanted ones.", erased, deleted)
