from __future__ import annotations

from procrastinate.contrib.django import app

from campaign.lib.jobs import UPKEEP_QUEUE
from pledges.mail.addresses import note_keys_under, note_shared_domains
from pledges.models import DomainRule


@app.task(name="note_keys_under_rule", queue=UPKEEP_QUEUE)
def note_keys(rule_id: int) -> None:
    """Note how a new or changed rule names the mailboxes of supporters who came before it."""
    rule = DomainRule.objects.filter(pk=rule_id).first()
    if rule:
        note_keys_under(rule)


@app.periodic(cron="41 4 * * *")
@app.task(name="note_shared_domains", queue=UPKEEP_QUEUE, queueing_lock="note_shared_domains")
def note_domains(timestamp: int) -> None:
    """Keep the list of email domains that may be named, every night."""
    note_shared_domains()
