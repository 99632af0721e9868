"""Jobs about supporters and petitions. Their arguments hold ids only; each may run again."""

import datetime
import logging
from collections.abc import Callable
from typing import Any

from procrastinate.contrib.django import app

from campaign.lib.jobs import RETRIES, UPKEEP_QUEUE, defer_once
from pledges.abuse import invalidation, slowdowns, surges
from pledges.counts.recount import recount
from pledges.counts.roll_up import roll_up
from pledges.mail import addresses, digests, follow_replies, reminders, replies, updates
from pledges.models import DomainRule, Invalidation
from pledges.retention import hashes_of_networks

log = logging.getLogger(__name__)
State = Invalidation.State
STEPS: dict[str, Callable[..., None]] = {
    State.COUNTING: invalidation.count_matches,
    State.APPLYING: invalidation.apply,
    State.REVERTING: invalidation.revert,
}


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def by_the_clock(cron: str, name: str, **options: Any) -> Callable[[Callable[..., None]], Any]:
    """Run a function by the clock, as a job that neither runs nor waits twice."""
    task: Any = app.task(name=name, queue=UPKEEP_QUEUE, queueing_lock=name, lock=name, **options)
    return lambda run: app.periodic(cron=cron)(task(run))


@by_the_clock("* * * * * */2", "answer_sign_ups", priority=50)
def answer_sign_ups(timestamp: int) -> None:
    """Queue the emails that sign-ups and followers are answered with, within seconds."""
    replies.answer_sign_ups(now=_now())
    follow_replies.answer_followers(now=_now())


@app.periodic(cron="7 * * * *")
@app.task(name="remind_of_confirmation", queue=UPKEEP_QUEUE)
def remind_of_confirmation(timestamp: int) -> None:
    """Remind people who have not confirmed a signature within two days."""
    log.info("Reminded %d signers.", reminders.remind(now=_now()))


@by_the_clock("* * * * * */5", "mail_updates")
def mail_updates(timestamp: int) -> None:
    """Write more emails of each mailing under way. One that stopped goes on with the next run."""
    updates.go_on(now=_now())


@by_the_clock("*/5 * * * *", "queue_digests")
def queue_digests(timestamp: int) -> None:
    """Email people what the candidates they follow answered, at most once a day."""
    digests.queue_digests(now=_now())


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


@by_the_clock("* * * * * */5", "roll_up")
def roll_up_counts(timestamp: int) -> None:
    """Add what changed to the totals. They're right without it; it keeps reading them quick."""
    roll_up(now=_now())


@app.periodic(cron="11 5 * * *")
@app.task(name="recount", queue=UPKEEP_QUEUE, lock="roll_up")
def recount_signatures(timestamp: int) -> None:
    """Count every signature again, every night; a wrong total is an error here and in the admin."""
    found = recount(now=_now())
    if found.drift_count:
        log.error(
            "%d signature totals are wrong. Run `manage.py recount --repair` to fix them.",
            found.drift_count,
        )


@by_the_clock("*/5 * * * *", "note_surges")
def note_surges(timestamp: int) -> None:
    """Note the email domains and networks that give unusually many signatures."""
    surges.note_surges(now=_now())


@by_the_clock("* * * * *", "judge_confirmations")
def judge_confirmations(timestamp: int) -> None:
    """Slow confirmations down while hardly anyone uses them."""
    slowdowns.judge(now=_now())


@app.periodic(cron="3 * * * *")
@app.task(name="forget_networks", queue=UPKEEP_QUEUE)
def forget_networks(timestamp: int) -> None:
    """Erase the hashes of networks after 48 hours, every hour; the daily purge would be late."""
    now = datetime.datetime.fromtimestamp(timestamp, datetime.UTC)
    log.info("Erased %d hashes of networks.", hashes_of_networks(now, is_dry_run=False))


@app.task(name="go_on_with_invalidation", retry=RETRIES)
def go_on_with_invalidation(invalidation_id: int) -> None:
    """Count, apply or revert, whichever is under way; nothing if that has ended."""
    row = Invalidation.objects.filter(pk=invalidation_id).first()
    step = STEPS.get(row.state) if row else None
    if step:
        step(invalidation_id, now=_now())


def start_invalidation(row: Invalidation) -> bool:
    """Queue the step that an invalidation is in, in the caller's transaction.

    Return False if a job is already waiting to do it.
    """
    return defer_once(
        go_on_with_invalidation, lock=f"invalidation-{row.pk}", invalidation_id=row.pk
    )
