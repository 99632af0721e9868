"""Jobs that queue email, and that keep what we know about addresses up to date."""

from __future__ import annotations

import datetime
import logging

from procrastinate.contrib.django import app

from campaign.lib.jobs import UPKEEP_QUEUE
from pledges.mail import addresses, reminders, replies, updates
from pledges.models import DomainRule

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
    """Queue the emails that new sign-ups are answered with, within seconds."""
    replies.answer_sign_ups(now=datetime.datetime.now(datetime.UTC))


@app.periodic(cron="7 * * * *")
@app.task(name="remind_of_confirmation", queue=UPKEEP_QUEUE)
def remind_of_confirmation(timestamp: int) -> None:
    """Remind people who have not confirmed a signature within two days."""
    now = datetime.datetime.now(datetime.UTC)
    log.info("Reminded %d signers.", reminders.remind(now=now))


@app.periodic(cron="* * * * * */5")
@app.task(
    name="mail_updates", queue=UPKEEP_QUEUE, queueing_lock="mail_updates", lock="mail_updates"
)
def mail_updates(timestamp: int) -> None:
    """Write more emails of each mailing under way. One that stopped goes on with the next run."""
    updates.go_on(now=datetime.datetime.now(datetime.UTC))


@app.task(name="note_keys_under_rule", queue=UPKEEP_QUEUE)
def note_keys_under_rule(rule_id: int) -> None:
    """Note how a new or changed rule names the mailboxes of supporters who came before it."""
    rule = DomainRule.objects.filter(pk=rule_id).first()
    if rule:
        addresses.note_keys_under(rule)


@app.periodic(cron="41 4 * * *")
@app.task(name="note_shared_domains", queue=UPKEEP_QUEUE, queueing_lock="note_shared_domains")
def note_shared_domains(timestamp: int) -> None:
    """Keep the list of email domains that may be named, every night."""
    addresses.note_shared_domains()
