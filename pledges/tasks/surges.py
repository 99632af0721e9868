from __future__ import annotations

import datetime

from procrastinate.contrib.django import app

from campaign.lib.jobs import UPKEEP_QUEUE
from pledges.surges import note_surges


@app.periodic(cron="*/5 * * * *")
@app.task(name="note_surges", queue=UPKEEP_QUEUE, queueing_lock="note_surges", lock="note_surges")
def judge_hours(timestamp: int) -> None:
    """Note the mail domains and networks that give unusually many signatures."""
    note_surges(now=datetime.datetime.now(datetime.UTC))
