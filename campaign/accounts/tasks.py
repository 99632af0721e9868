import datetime

from procrastinate.contrib.django import app

from campaign.accounts import notices
from campaign.lib.jobs import UPKEEP_QUEUE


@app.periodic(cron="*/15 * * * *")
@app.task(name="tell_organizers", queue=UPKEEP_QUEUE, queueing_lock="tell_organizers")
def tell_organizers(timestamp: int) -> None:
    """Email organizers what waits for them and what others did."""
    notices.tell(now=datetime.datetime.fromtimestamp(timestamp, datetime.UTC))
