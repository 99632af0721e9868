"""Jobs that count. The figures are right without them; they keep reading quick and goals moving."""

from __future__ import annotations

import datetime
import logging

from procrastinate.contrib.django import app

from campaign.lib.jobs import UPKEEP_QUEUE
from pledges.counts.recount import recount
from pledges.counts.roll_up import roll_up

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * * */5")
@app.task(name="roll_up", queue=UPKEEP_QUEUE, queueing_lock="roll_up", lock="roll_up")
def roll_up_counts(timestamp: int) -> None:
    """Add what changed to the sums of signatures."""
    roll_up(now=datetime.datetime.now(datetime.UTC))


@app.periodic(cron="11 5 * * *")
@app.task(name="recount", queue=UPKEEP_QUEUE, lock="roll_up")
def recount_signatures(timestamp: int) -> None:
    """Count every signature again, every night; a wrong sum is an error here and in the admin."""
    found = recount(now=datetime.datetime.now(datetime.UTC))
    if found.drift_count:
        log.error(
            "%d signature totals are wrong. Run `manage.py recount --repair` to fix them.",
            found.drift_count,
        )
