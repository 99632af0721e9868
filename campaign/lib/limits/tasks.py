import datetime
import logging

from procrastinate.contrib.django import app

from campaign.lib.jobs import UPKEEP_QUEUE
from campaign.lib.limits.buckets import destroy_old_keys

log = logging.getLogger(__name__)


@app.periodic(cron="0 * * * *")
@app.task(name="destroy_old_limit_keys", queue=UPKEEP_QUEUE)
def destroy_old_limit_keys(timestamp: int) -> None:
    """Destroy the salts and buckets that no limit needs any more, at every full hour."""
    now = datetime.datetime.fromtimestamp(timestamp, datetime.UTC)
    salt_count, bucket_count = destroy_old_keys(now=now)
    log.info("Destroyed %d daily salts and %d buckets.", salt_count, bucket_count)
