"""Jobs of the record. Their arguments hold ids only; each may run more than once."""

from __future__ import annotations

import datetime
import logging

from procrastinate.contrib.django import app

from campaign.lib.jobs import UPKEEP_QUEUE
from campaign.lib.mail import RETRIES
from candidates import emails
from candidates.models import Correction

log = logging.getLogger(__name__)


@app.task(name="send_correction_decided", retry=RETRIES)
def send_correction_decided(correction_id: int) -> None:
    """Tell the sender of a report what was decided; nobody when the address is erased already."""
    decided = Correction.objects.select_related("candidacy__person", "candidacy__race")
    correction = decided.exclude(sender="").filter(pk=correction_id).first()
    if correction:
        emails.correction_decided(correction).send()


@app.periodic(cron="41 * * * *")
@app.task(name="forget_senders_of_corrections", queue=UPKEEP_QUEUE)
def forget_senders_of_corrections(timestamp: int) -> None:
    """Erase the addresses that nobody has to write to any more, and old reports of robots."""
    now = datetime.datetime.fromtimestamp(timestamp, datetime.UTC)
    erased = Correction.objects.with_sender_past_keeping(now).update(sender="")
    deleted, _by_model = Correction.objects.quarantined_past_keeping(now).delete()
    log.info("Erased the senders of %d corrections; deleted %d kept apart.", erased, deleted)
