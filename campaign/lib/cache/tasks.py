from procrastinate.contrib.django import app

from campaign.lib.cache.publications import fold_ended_connections
from campaign.lib.jobs import UPKEEP_QUEUE


@app.periodic(cron="23 * * * *")
@app.task(name="fold_ended_connections", queue=UPKEEP_QUEUE)
def fold_ended_connections_hourly(timestamp: int) -> None:
    """Keep the table of publications short, because each process reads it once a second."""
    fold_ended_connections()
