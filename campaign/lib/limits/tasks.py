import datetime
import logging

from procrastinate.contrib.django import app

from campaign.lib.jobs import UPKEEP_QUEUE
from campaign.lib.limits.buckets import destroy_old_keys
from campaign.lib.limits.turns import forget_old_turns

log = logging.getLogger(__name__)


@app.periodic(cron="0 * * * *")
@app.task(name="destroy_old_limit_keys", queue=UPKEEP_QUEUE)
def destroy_old_limit_keys(timestamp: int) -> None:
    """Destroy the salts and buckets that no limit needs any more, at every full hour."""
    now = datetime.datetime.fromtimestamp(timestamp, datetime.UTC)
    salt_count, bucket_count = destroy_old_keys(now=now)
    log.info("Destroyed %d daily salts and %d buckets.", salt_count, bucket_count)
    salt_count, turn_count = forget_old_turns(now=now)
    log.info("Destroyed %d salts of 30 days and %d turns.", salt_count, turn_count)
