from __future__ import annotations

import datetime
import logging

from procrastinate.contrib.django import app

from campaign.lib import retention
from campaign.lib.jobs import UPKEEP_QUEUE
from pledges.retention import hashes_of_networks

log = logging.getLogger(__name__)


@app.periodic(cron="29 4 * * *")
@app.task(name="purge", queue=UPKEEP_QUEUE)
def purge(timestamp: int) -> None:
    """Erase whatever nobody needs any more, every day; `manage.py purge` does the same."""
    now = datetime.datetime.fromtimestamp(timestamp, datetime.UTC)
    for description, count in retention.purge(now, is_dry_run=False):
        log.info("Erased %d: %s", count, description)


@app.periodic(cron="3 * * * *")
@app.task(name="forget_networks", queue=UPKEEP_QUEUE)
def forget_networks(timestamp: int) -> None:
    """Erase the hashes of networks after 48 hours, every hour; the daily purge would be late."""
    now = datetime.datetime.fromtimestamp(timestamp, datetime.UTC)
    log.info("Erased %d hashes of networks.", hashes_of_networks(now, is_dry_run=False))
