import datetime
import logging

from procrastinate.contrib.django import app

from campaign.content.retention import kept_forms
from campaign.lib import retention
from campaign.lib.jobs import UPKEEP_QUEUE

log = logging.getLogger(__name__)


@app.periodic(cron="*/5 * * * *")
@app.task(name="forget_kept_forms", queue=UPKEEP_QUEUE)
def forget_kept_forms(timestamp: int) -> None:
    """Delete saved forms once their hour is over. The daily purge would be too late."""
    now = datetime.datetime.fromtimestamp(timestamp, datetime.UTC)
    log.info("Erased %d kept forms.", kept_forms(now, is_dry_run=False))


@app.periodic(cron="29 4 * * *")
@app.task(name="purge", queue=UPKEEP_QUEUE)
def purge(timestamp: int) -> None:
    """Erase what we no longer need, every day. `manage.py purge` does the same."""
    now = datetime.datetime.fromtimestamp(timestamp, datetime.UTC)
    for description, count in retention.purge(now, is_dry_run=False):
        log.info("Erased %d: %s", count, description)
