from __future__ import annotations

import datetime

from procrastinate.contrib.django import app

from campaign.lib.jobs import UPKEEP_QUEUE
from pledges.abuse import slowdowns
from pledges.abuse.surges import note_surges


@app.periodic(cron="*/5 * * * *")
@app.task(name="note_surges", queue=UPKEEP_QUEUE, queueing_lock="note_surges", lock="note_surges")
def judge_hours(timestamp: int) -> None:
    """Note the mail domains and networks that give unusually many signatures."""
    note_surges(now=datetime.datetime.now(datetime.UTC))


@app.periodic(cron="* * * * *")
@app.task(
    name="judge_confirmations",
    queue=UPKEEP_QUEUE,
    queueing_lock="judge_confirmations",
    lock="judge_confirmations",
)
def judge_confirmations(timestamp: int) -> None:
    """Slow confirmations down while hardly anybody uses them."""
    slowdowns.judge(now=datetime.datetime.now(datetime.UTC))
