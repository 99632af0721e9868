"""Jobs that send mail. A sign-up is answered within seconds; a mail is sent at least once."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Sequence

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from campaign.lib.jobs import UPKEEP_QUEUE
from campaign.lib.mail import RETRIES
from pledges.mail import replies, sending

log = logging.getLogger(__name__)


@app.task(name="send_mail", retry=RETRIES, pass_context=True)
def send_mail(context: JobContext, mail_id: int) -> None:
    """Send one mail; a mail server that is away is tried again for days."""
    sending.send(mail_id, is_last_try=context.job.attempts >= (RETRIES.max_attempts or 0))


def send_soon(mail_ids: Sequence[int]) -> None:
    """Have mails sent by their ids, in the caller's transaction."""
    jobs: list[JSONDict] = [{"mail_id": mail_id} for mail_id in mail_ids]
    send_mail.batch_defer(*jobs)


@app.periodic(cron="* * * * * */2")
@app.task(
    name="answer_sign_ups",
    queue=UPKEEP_QUEUE,
    queueing_lock="answer_sign_ups",
    lock="answer_sign_ups",
    priority=50,
)
def answer_sign_ups(timestamp: int) -> None:
    """Write the mails that new sign-ups are answered with."""
    replies.answer_sign_ups(now=datetime.datetime.now(datetime.UTC), defer=send_soon)


@app.periodic(cron="7 * * * *")
@app.task(name="remind_of_confirmation", queue=UPKEEP_QUEUE)
def remind_of_confirmation(timestamp: int) -> None:
    """Remind whoever has not confirmed a signature within two days."""
    now = datetime.datetime.now(datetime.UTC)
    log.info("Reminded %d signers.", replies.remind(now=now, defer=send_soon))


@app.periodic(cron="23 * * * *")
@app.task(name="give_up_overdue_mails", queue=UPKEEP_QUEUE)
def give_up_overdue_mails(timestamp: int) -> None:
    """List mails that could not be sent for the organizers, also where their job was lost."""
    failed = sending.give_up_overdue(now=datetime.datetime.now(datetime.UTC))
    if failed:
        log.error("%d mails could not be sent; the admin lists them.", failed)
