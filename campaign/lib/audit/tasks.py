import logging

from procrastinate.contrib.django import app

from campaign.lib.audit.chain import check
from campaign.lib.jobs import UPKEEP_QUEUE

log = logging.getLogger(__name__)


@app.periodic(cron="40 4 * * *")
@app.task(name="check_audit_log", queue=UPKEEP_QUEUE)
def check_audit_log(timestamp: int) -> None:
    """Compute every hash of the audit log again, every night. Fails if a row was changed.

    The line in the server's log is a copy of the last hash outside the database.
    """
    head = check()
    log.info("The audit log is unbroken: row %d, %s.", head.number, head.hash)
