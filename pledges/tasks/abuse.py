"""Jobs against abuse: they notice floods, slow confirmations down, and invalidate signatures."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable

from procrastinate.contrib.django import app

from campaign.lib.jobs import RETRIES, UPKEEP_QUEUE, defer_once
from pledges.abuse import invalidation, slowdowns, surges
from pledges.models import Invalidation

log = logging.getLogger(__name__)
State = Invalidation.State
STEPS: dict[str, Callable[..., None]] = {
    State.COUNTING: invalidation.count_matches,
    State.APPLYING: invalidation.apply,
    State.REVERTING: invalidation.revert,
}


@app.periodic(cron="*/5 * * * *")
@app.task(name="note_surges", queue=UPKEEP_QUEUE, queueing_lock="note_surges", lock="note_surges")
def note_surges(timestamp: int) -> None:
    """Note the email domains and networks that give unusually many signatures."""
    surges.note_surges(now=datetime.datetime.now(datetime.UTC))


@app.periodic(cron="* * * * *")
@app.task(
    name="judge_confirmations",
    queue=UPKEEP_QUEUE,
    queueing_lock="judge_confirmations",
    lock="judge_confirmations",
)
def judge_confirmations(timestamp: int) -> None:
    """Slow confirmations down while hardly anybody uses them."""
    slowdowns.judge(now=datetime.datetime.now(datetime.UTC))


@app.task(name="go_on_with_invalidation", retry=RETRIES)
def go_on_with_invalidation(invalidation_id: int) -> None:
    """Count, apply or revert, whichever is under way; nothing if that has ended."""
    row = Invalidation.objects.filter(pk=invalidation_id).first()
    step = STEPS.get(row.state) if row else None
    if step:
        step(invalidation_id, now=datetime.datetime.now(datetime.UTC), tell=log_progress)


def log_progress(row: Invalidation) -> None:
    log.info("Invalidation %d: %d of %d.", row.pk, row.looked_at_count, row.total_count)


def start_invalidation(row: Invalidation) -> bool:
    """Have the step done that an invalidation is in, in the transaction of the caller.

    Return False if a job waits to do it already.
    """
    return defer_once(
        go_on_with_invalidation, lock=f"invalidation-{row.pk}", invalidation_id=row.pk
    )
