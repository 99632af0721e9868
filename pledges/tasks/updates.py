"""The job that mails updates."""

from __future__ import annotations

import datetime

from procrastinate.contrib.django import app

from campaign.lib.jobs import UPKEEP_QUEUE
from pledges.mail import updates


@app.periodic(cron="* * * * * */5")
@app.task(
    name="mail_updates", queue=UPKEEP_QUEUE, queueing_lock="mail_updates", lock="mail_updates"
)
def mail_updates(timestamp: int) -> None:
    """Write more emails of each mailing under way. One that stopped goes on with the next run."""
    updates.go_on(now=datetime.datetime.now(datetime.UTC))
