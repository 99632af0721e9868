"""Jobs that queue email. A sign-up is answered within seconds."""

from __future__ import annotations

import datetime
import logging

from procrastinate.contrib.django import app

from campaign.lib.jobs import UPKEEP_QUEUE
from pledges.mail import reminders, replies

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * * */2")
@app.task(
    name="answer_sign_ups",
    queue=UPKEEP_QUEUE,
    queueing_lock="answer_sign_ups",
    lock="answer_sign_ups",
    priority=50,
)
def answer_sign_ups(timestamp: int) -> None:
    """Queue the emails that new sign-ups are answered with."""
    replies.answer_sign_ups(now=datetime.datetime.now(datetime.UTC))


@app.periodic(cron="7 * * * *")
@app.task(name="remind_of_confirmation", queue=UPKEEP_QUEUE)
def remind_of_confirmation(timestamp: int) -> None:
    """Remind people who have not confirmed a signature within two days."""
    now = datetime.datetime.now(datetime.UTC)
    log.info("Reminded %d signers.", reminders.remind(now=now))
