from __future__ import annotations

import datetime
import logging

from procrastinate.contrib.django import app

from campaign.lib.jobs import UPKEEP_QUEUE
from pledges.retention import hashes_of_networks

log = logging.getLogger(__name__)


@app.periodic(cron="3 * * * *")
@app.task(name="forget_networks", queue=UPKEEP_QUEUE)
def forget_networks(timestamp: int) -> None:
    """Erase the hashes of networks after 48 hours, every hour; the daily purge would be late."""
    now = datetime.datetime.fromtimestamp(timestamp, datetime.UTC)
    log.info("Erased %d hashes of networks.", hashes_of_networks(now, is_dry_run=False))
