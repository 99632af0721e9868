"""The job of an invalidation: whichever step it is in."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable

from procrastinate.contrib.django import app

from campaign.lib.jobs import RETRIES, defer_once
from pledges.abuse import invalidation
from pledges.models import Invalidation

log = logging.getLogger(__name__)
State = Invalidation.State
STEPS: dict[str, Callable[..., None]] = {
    State.COUNTING: invalidation.count_matches,
    State.APPLYING: invalidation.apply,
    State.REVERTING: invalidation.revert,
}


@app.task(name="go_on_with_invalidation", retry=RETRIES)
def go_on(invalidation_id: int) -> None:
    """Count, apply or take back, whichever is under way; nothing where that has ended."""
    row = Invalidation.objects.filter(pk=invalidation_id).first()
    step = STEPS.get(row.state) if row else None
    if step:
        step(invalidation_id, now=datetime.datetime.now(datetime.UTC), tell=note)


def note(row: Invalidation) -> None:
    log.info("Invalidation %d: %d of %d.", row.pk, row.looked_at_count, row.total_count)


def start(invalidation: Invalidation) -> bool:
    """Have the step done that an invalidation is in, in the transaction of the caller.

    Return False where a job waits to do it already.
    """
    lock = f"invalidation-{invalidation.pk}"
    return defer_once(go_on, lock=lock, invalidation_id=invalidation.pk)
